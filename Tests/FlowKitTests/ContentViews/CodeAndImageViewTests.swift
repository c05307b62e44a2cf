import FlowKit
import Testing

@Suite struct CodeViewTests {
    @Test func `JavaScript is coloured and otherwise left alone`() {
        let code = "const a$ = 1.5e3; // it's\nif (x) return \"a\\\"b\" + `m\n\\`n`; /* c\n */ a / b\n'open\nvar"

        let shown = rendering(of: code, type: "application/javascript; charset=utf-8")

        #expect(shown.viewName == "javascript")
        #expect(shown.text.joined(separator: "\n") == code)
        #expect(shown.spans(.literal) == ["const", "if", "return", "var"])
        #expect(shown.spans(.string) == ["\"a\\\"b\"", "`m", "\\`n`", "'open"])
        #expect(shown.spans(.comment) == ["// it's", "/* c", " */"])
        #expect(shown.spans(.number) == ["1.5e3"])
    }

    @Test func `CSS is coloured and otherwise left alone`() {
        let code = "@media print { a:hover { margin-top: 1em; content: '/*' } } /* x */ b{}"

        let shown = rendering(of: code, type: "text/css")

        #expect(shown.text == [code])
        #expect(shown.spans(.name).contains("margin-top"))
        #expect(shown.spans(.literal) == ["@media"])
        #expect(shown.spans(.comment) == ["/* x */"])
    }
}

@Suite struct ImageViewTests {
    static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        + [0, 0, 1, 0x2C, 0, 0, 0, 0xC8, 8, 6, 0, 0, 1, 0, 0, 0, 0]
        + [0, 0, 0, 9] + Array("tEXtTitle\0Cat".utf8) + [0, 0, 0, 0]
        + [0, 0, 0, 0] + Array("IEND".utf8) + [0, 0, 0, 0]
    static let gif: [UInt8] =
        Array("GIF89a".utf8) + [10, 0, 20, 0, 0x80, 0, 0] + [0, 0, 0, 1, 1, 1]
        + [0x21, 0xF9, 4, 0, 0, 0, 0, 0]
        + [0x2C, 0, 0, 0, 0, 10, 0, 20, 0, 0, 2, 1, 0x44, 0] + [0x2C, 0, 0, 0, 0, 10, 0, 20, 0, 0, 2, 1, 0x44, 0]
        + [0x3B]
    static let jpeg: [UInt8] =
        [0xFF, 0xD8, 0xFF, 0xE1, 0, 8] + Array("Exif\0\0".utf8) + [0xFF, 0xFE, 0, 4] + Array("hi".utf8)
        + [0xFF, 0xC2, 0, 11, 8, 0, 100, 1, 0, 3, 0, 0, 0, 0xFF, 0xDA]
    static let webP: [UInt8] =
        Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WEBPVP8X".utf8) + [10, 0, 0, 0, 0x12, 0, 0, 0, 99, 0, 0, 49, 0, 0]

    @Test func `the head of an image is told`() {
        #expect(
            rendering(of: Self.png, type: "image/png").text == [
                "Format          PNG", "Size            300 × 200 pixels",
                "Colour          RGB with alpha, 8 bits a channel, interlaced", "Title           Cat",
                "Data            \(Self.png.count) bytes",
            ]
        )
        #expect(
            Array(rendering(of: Self.gif, type: nil).text.dropLast()) == [
                "Format          GIF", "Size            10 × 20 pixels", "Version         89a", "Frames          2",
            ]
        )
        #expect(
            Array(rendering(of: Self.jpeg, type: "image/webp").text.dropLast()) == [
                "Format          JPEG", "Metadata        Exif, 8 bytes", "Comment         hi",
                "Size            256 × 100 pixels", "Colour          3 channels, 8 bits a channel, progressive",
            ]
        )
        #expect(
            Array(rendering(of: Self.webP, type: "image/webp").text.dropLast()) == [
                "Format          WebP", "Size            100 × 50 pixels", "Features        animation, alpha",
            ]
        )
    }

    @Test func `what only claims to be an image is shown as it is`() {
        let shown = rendering(of: "not found", type: "image/png")

        #expect(shown.viewName == "text")
        #expect(shown.notes == ["not a PNG, GIF, JPEG or WebP image"])
    }
}

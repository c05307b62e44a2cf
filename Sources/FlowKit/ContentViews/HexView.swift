/// Sixteen bytes a line: offset, hexadecimal, ASCII. Of what is part of another content only the beginning.
struct HexView: ContentView {
    let name = "hex"

    func priority(for content: Content) -> ContentPriority {
        content.isBinary ? .general : .never
    }

    func render(_ content: Content, into output: inout ContentOutput) {
        let bytes = content.nesting > 0 ? content.bytes.prefix(Self.partByteLimit) : content.bytes[...]
        var offset = 0
        while offset < bytes.count && !output.isFull {
            let row = bytes[offset..<min(offset + Self.columns, bytes.count)]
            output.startLine()
            output.write(Self.digits(of: offset) + "  ", .dim)
            output.write(Self.hexadecimal(row))
            output.write(Self.ascii(row), .string)
            offset += Self.columns
        }
        guard bytes.count < content.bytes.count else { return }
        output.startLine()
        output.write("\(content.bytes.count - bytes.count) more bytes", .dim)
    }

    private static let columns = 16
    private static let partByteLimit = 512

    private static func digits(of offset: Int) -> String {
        let digits = String(offset, radix: 16)
        return String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
    }

    /// With a gap in the middle, filled up so that what follows is aligned.
    private static func hexadecimal(_ row: ArraySlice<UInt8>) -> String {
        var text = ""
        for column in 0..<columns {
            let index = row.startIndex + column
            text += index < row.endIndex ? row[index].hexadecimal : "  "
            text += column == columns / 2 - 1 ? "  " : " "
        }
        return text + " "
    }

    private static func ascii(_ row: ArraySlice<UInt8>) -> String {
        String(decoding: row.map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: ".") }, as: UTF8.self)
    }
}

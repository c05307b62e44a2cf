import Testing

@testable import ProxyEngine

@Suite struct HPACKHuffmanTests {
    @Test(arguments: [
        ("www.example.com", "f1e3c2e5f23a6ba0ab90f4ff"), ("no-cache", "a8eb10649cbf"), ("302", "6402"), ("", ""),
        ("\u{0}", "ffc7"), ("\n", "fffffff3"), ("~}|{`", "ffefffbff3fff7ffdf"),
    ])
    func `strings have the code of appendix B`(text: String, coded: String) {
        #expect(encode(Array(text.utf8)) == [UInt8](hex: coded))
        #expect(decode([UInt8](hex: coded)) == Array(text.utf8))
    }

    @Test func `every byte beside every other comes back`() {
        for first in UInt8.min...UInt8.max {
            let bytes = (UInt8.min...UInt8.max).flatMap { [first, $0] }

            #expect(decode(encode(bytes)) == bytes)
        }
    }

    @Test func `a coded string cut anywhere is refused or shorter`() {
        let bytes = Array("/a/path?with=some&\u{7F}\u{1}\u{FF}letters".utf8)
        let coded = encode(bytes)

        for count in 0..<coded.count {
            guard let start = decode(Array(coded[..<count])) else { continue }
            #expect(start.count < bytes.count && bytes.starts(with: start))
        }
    }

    private func encode(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { input in
            let count = HPACKHuffman.standard.encodedByteCount(input)
            var output = [UInt8](repeating: 0, count: count)
            output.withUnsafeMutableBytes { HPACKHuffman.standard.encode(input, into: $0) }
            return output
        }
    }

    private func decode(_ bytes: [UInt8]) -> [UInt8]? {
        bytes.withUnsafeBytes { input in
            var output = [UInt8](repeating: 0, count: HPACKHuffman.decodedByteLimit(input.count))
            let count = output.withUnsafeMutableBytes { HPACKHuffman.standard.decode(input, into: $0) }
            return count.map { Array(output[..<$0]) }
        }
    }
}

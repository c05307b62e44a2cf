import FlowKit

/// What a proxy mends in a response rather than refuse it.
extension HeadParser {
    /// RFC 9112 §5.2: each line end before a line that goes on becomes spaces; as many as it had bytes.
    static func unfolding(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var result = Array(bytes)
        guard var lineFeed = result.firstIndex(of: 0x0A) else { return result }
        while let next = result[(lineFeed + 1)...].firstIndex(of: 0x0A), next + 1 < result.count {
            if result[next + 1] == 0x20 || result[next + 1] == 0x09, next > lineFeed + 1 {
                if result[next - 1] == 0x0D { result[next - 1] = 0x20 }
                result[next] = 0x20
            }
            lineFeed = next
        }
        return result
    }

    /// Lines that all end in CRLF, without white space before their colons (RFC 9112 §5.1).
    static func rewritten(_ lines: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
        var result: [UInt8] = []
        for line in lines.split(separator: 0x0A) {
            result += line.prefix { $0 != UInt8(ascii: ":") }.trimmingWhitespace()
            result += line.drop { $0 != UInt8(ascii: ":") }
            if line.last == 0x0D { result.removeLast() }
            result += [0x0D, 0x0A]
        }
        return result
    }
}

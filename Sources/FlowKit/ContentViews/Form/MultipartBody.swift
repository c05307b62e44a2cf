/// Takes a multipart body apart (RFC 2046 §5.1), part by part.
struct MultipartBody {
    struct Part {
        let headers: Headers
        let bytes: ArraySlice<UInt8>
        /// False where the body stops before the part does.
        let isComplete: Bool
    }

    private let delimiter: [UInt8]
    private var rest: ArraySlice<UInt8>
    /// What stands before the first part; empty nearly always.
    let preamble: ArraySlice<UInt8>
    private var isAtEnd = false

    /// - Parameter boundary: as declared; `nil` takes it from the first line.
    /// - Returns: `nil` when there is no delimiter in the body.
    init?(_ bytes: [UInt8], boundary: String?) {
        delimiter = boundary.map { Array("--\($0)".utf8) } ?? Self.guessedDelimiter(bytes)
        guard delimiter.count > 2, let first = Self.delimiter(delimiter, in: bytes[...]) else {
            return nil
        }
        preamble = bytes[..<first.start]
        rest = bytes[first.end...]
        isAtEnd = first.isLast
    }

    /// What stands after the last part, once `next` has returned `nil`.
    var epilogue: ArraySlice<UInt8> { rest }

    mutating func next() -> Part? {
        guard !isAtEnd else { return nil }
        let start = rest.startIndex
        let end = Self.delimiter(delimiter, in: rest)
        let content = rest[start..<(end?.start ?? rest.endIndex)]
        rest = rest[(end?.end ?? rest.endIndex)...]
        isAtEnd = end?.isLast ?? true
        if end == nil && content.isEmpty { return nil }
        let (headers, body) = Self.splitHead(content)
        return Part(headers: headers, bytes: body, isComplete: end != nil)
    }

    /// A line of two dashes and something.
    private static func guessedDelimiter(_ bytes: [UInt8]) -> [UInt8] {
        let line = bytes.prefix(256).prefix { $0 != 0x0D && $0 != 0x0A }
        return line.starts(with: "--".utf8) && line.count < 256 ? Array(line) : []
    }

    /// A delimiter's place: the line break before it belongs to it, the rest of its line, too.
    private struct Place {
        let start: Int
        let end: Int
        /// Two dashes follow: there are no more parts.
        let isLast: Bool
    }

    private static func delimiter(_ delimiter: [UInt8], in bytes: ArraySlice<UInt8>) -> Place? {
        var lineStart = bytes.startIndex
        while lineStart < bytes.endIndex {
            if bytes[lineStart...].starts(with: delimiter),
                let place = place(at: lineStart, after: lineStart + delimiter.count, in: bytes)
            {
                return place
            }
            guard let lineEnd = bytes[lineStart...].firstIndex(of: 0x0A) else { return nil }
            lineStart = lineEnd + 1
        }
        return nil
    }

    /// - Returns: `nil` where the line goes on: then the boundary is only the beginning of another text.
    private static func place(at lineStart: Int, after: Int, in bytes: ArraySlice<UInt8>) -> Place? {
        let isLast = bytes[after...].starts(with: "--".utf8)
        let line = bytes[(after + (isLast ? 2 : 0))...].drop { $0 == 0x20 || $0 == 0x09 }
        guard line.isEmpty || line.first == 0x0D || line.first == 0x0A || isLast else { return nil }
        var start = lineStart
        if start > bytes.startIndex { start -= 1 }
        if start > bytes.startIndex && bytes[start - 1] == 0x0D && start < lineStart { start -= 1 }
        let end = line.starts(with: [0x0D, 0x0A]) ? line.startIndex + 2 : min(line.startIndex + 1, line.endIndex)
        return Place(start: start, end: end, isLast: isLast)
    }

    private static func splitHead(_ content: ArraySlice<UInt8>) -> (Headers, ArraySlice<UInt8>) {
        var headers = Headers()
        var rest = content
        while !rest.isEmpty {
            let line = rest.prefix { $0 != 0x0A }
            rest = rest[min(line.endIndex + 1, rest.endIndex)...]
            let field = line.last == 0x0D ? line.dropLast() : line
            guard !field.isEmpty else { return (headers, rest) }
            let name = field.prefix { $0 != UInt8(ascii: ":") }
            headers.append(name: name, value: field[name.endIndex...].dropFirst().trimmingWhitespace())
        }
        return (headers, rest)
    }
}

/// Finds the trailers of gRPC-Web without reading the messages before them.
enum GRPCWebEnd {
    /// Longer ones are not looked for.
    private static let byteLimit = 8 << 10

    /// The fields of the frame that the body ends in.
    static func trailers(of response: Response) -> Headers? {
        guard let body = response.body, !body.isTruncated, !response.headers.contains("Content-Encoding"),
            let type = response.headers["Content-Type"].map({ MediaType($0) }), type.essence.contains("-web")
        else { return nil }
        guard type.isGRPCWebText else { return trailers(atEndOf: body.suffix(byteLimit)) }
        // Padding fills every group, so groups can be counted from the end.
        var text = DecodedBody(bytes: body.suffix(byteLimit / 3 * 4), codings: [], notes: [], isTruncated: false)
        text.undoBase64(isOpen: false)
        return trailers(atEndOf: text.bytes)
    }

    private static func trailers(atEndOf bytes: [UInt8]) -> Headers? {
        var start = bytes.count - GRPCFraming.prefixByteCount
        while start >= 0 {
            if bytes[start] == 0x80, GRPCFraming.byteCount(bytes[start...]) == bytes.count - start - 5 {
                let fields = Headers(fieldLines: bytes[(start + 5)...])
                if fields.contains("grpc-status") { return fields }
            }
            start -= 1
        }
        return nil
    }
}

extension Body {
    /// The last captured bytes, at most so many.
    fileprivate func suffix(_ count: Int) -> [UInt8] {
        var pieces: [ArraySlice<UInt8>] = []
        var missing = count
        for chunk in chunks.reversed() where missing > 0 {
            pieces.append(chunk.suffix(missing))
            missing -= pieces[pieces.count - 1].count
        }
        return Array(pieces.reversed().joined())
    }
}

extension Headers {
    /// Fields a line each, as bodies hold them: ended by CRLF or LF, the last maybe by nothing; other lines are left out.
    init(fieldLines bytes: some Collection<UInt8>) {
        self.init()
        for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let name = line.prefix { $0 != UInt8(ascii: ":") }
            guard !name.isEmpty, name.endIndex != line.endIndex else { continue }
            append(name: Array(name), value: Array(line[name.endIndex...].dropFirst()).trimmingWhitespace())
        }
    }
}

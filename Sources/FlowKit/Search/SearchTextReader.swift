/// Reads the texts of one body after the other, with the same memory. One thread at a time.
final class SearchTextReader {
    private let decoder = BodyDecoder()

    /// Lends the text of a message's body; bodies that need no decoding are not copied.
    func read<Result>(
        _ message: LentMessage,
        limit: Int,
        _ body: (UnsafeBufferPointer<UInt8>, SearchText.Condition) -> Result
    ) -> Result {
        let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        guard let lent = message.body else { return body(nothing, .init()) }
        switch lent.place {
        case .record(let bytes): return read(bytes, of: message, limit: limit, body)
        case .elsewhere(.dropped): return body(nothing, .init(isMissing: true))
        case .elsewhere(.chunks(let chunks)):
            return decoder.withBytes(of: chunks) { read($0, of: message, limit: limit, body) }
        case .elsewhere(.stored(let stored)):
            if let bytes = stored.piece {
                return bytes.withUnsafeBufferPointer { read($0, of: message, limit: limit, body) }
            }
            // They may have been dropped, or not be readable.
            guard let chunks = stored.chunks else { return body(nothing, .init(isMissing: true)) }
            return decoder.withBytes(of: chunks) { read($0, of: message, limit: limit, body) }
        }
    }

    private func read<Result>(
        _ captured: UnsafeBufferPointer<UInt8>,
        of message: LentMessage,
        limit: Int,
        _ body: (UnsafeBufferPointer<UInt8>, SearchText.Condition) -> Result
    ) -> Result {
        var condition = SearchText.Condition(
            isPacked: Self.partCoding.isFound(in: message.fields),
            isUncaptured: message.body?.isTruncated ?? false
        )
        var bytes = captured
        if Self.coding.isFound(in: message.fields) {
            var decoded = DecodedBody(bytes: [], codings: [], notes: [], isTruncated: false)
            let names = ContentCoding.names(in: Headers(lines: message.fields))
            bytes = decoded.undo(names, of: captured, limit: limit, with: decoder)
            condition.isCut = decoded.isTruncated && bytes.count >= limit
            condition.isMissing = decoded.isTruncated && bytes.isEmpty
        }
        if bytes.count > limit {
            bytes = UnsafeBufferPointer(rebasing: bytes[..<limit])
            condition.isCut = true
        }
        let type = Self.type(message.fields)
        guard !(type?.isGRPCWebText ?? false) else {
            condition.isConverted = true
            var decoded = DecodedBody(bytes: Array(bytes), codings: [], notes: [], isTruncated: false)
            decoded.undoBase64(isOpen: false)
            return decoded.bytes.withUnsafeBufferPointer { body($0, condition) }
        }
        let charset = Self.charset(of: bytes, type)
        guard charset != .utf8 else { return body(bytes, condition) }
        condition.isConverted = true
        return charset.utf8(Array(bytes)).withUnsafeBufferPointer { body($0, condition) }
    }

    private static let coding = LiteralNeedle("content-encoding".utf8)
    private static let partCoding = LiteralNeedle("grpc-encoding".utf8)
    private static let telling = [LiteralNeedle("charset".utf8), LiteralNeedle("grpc-web-text".utf8)]

    /// The content type where it says more than what kind of text it is: read only then, for most do not.
    private static func type(_ fields: UnsafeBufferPointer<UInt8>) -> MediaType? {
        guard telling.contains(where: { $0.isFound(in: fields) }) else { return nil }
        for field in Headers(lines: fields) where field.isNamed("Content-Type") {
            let saysMore = telling.contains { $0.isFound(in: field.valueBytes) }
            return saysMore ? MediaType(field.value) : nil
        }
        return nil
    }

    private static func charset(of bytes: UnsafeBufferPointer<UInt8>, _ type: MediaType?) -> Charset {
        if let first = bytes.first, first >= 0xEF || first == 0,
            let mark = Charset.byteOrderMark(of: bytes)
        {
            return mark.charset
        }
        return type?["charset"].flatMap(Charset.named) ?? .utf8
    }
}

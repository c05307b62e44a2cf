/// The text of a body as searches see it: codings undone, in UTF-8 where its type names another charset, and cut where it
/// has no end.
package struct SearchText: Sendable {
    package let bytes: [UInt8]
    /// True when there is more than `byteLimit`, which is not looked at.
    package let isCut: Bool
    /// True where `bytes` are not those that undoing the codings gave.
    let isConverted: Bool
    /// True where there were bytes, and none could be read.
    let isMissing: Bool

    /// 32 MiB of decoded text: what the detail can show of a body, and a bound on what one search keeps in memory.
    package static let byteLimit = 32 << 20

    /// Without codings and with one chunk nothing is copied.
    package init(of message: some Message, limit: Int = byteLimit) {
        guard let body = message.body, body.capturedByteCount > 0 else {
            (bytes, isCut, isConverted, isMissing) = ([], false, false, message.body?.absence != nil)
            return
        }
        let type = SearchText.type(message.headers)
        var decoded = body.decoded(headers: message.headers, limit: limit)
        isCut = decoded.isTruncated && decoded.bytes.count >= limit
        isMissing = decoded.isTruncated && decoded.bytes.isEmpty
        let isBase64 = type?.isGRPCWebText ?? false
        if isBase64 { decoded.undoBase64(isOpen: false) }
        let charset = SearchText.charset(of: decoded.bytes, type)
        isConverted = isBase64 || charset != .utf8
        bytes = charset == .utf8 ? decoded.bytes : charset.utf8(decoded.bytes)
    }

    /// The body of one side of a flow; `nil`: there is no such message.
    package init?(of flow: Flow, _ side: MessageSide, limit: Int = byteLimit) {
        switch side {
        case .request: self.init(of: flow.request, limit: limit)
        case .response:
            guard let response = flow.response else { return nil }
            self.init(of: response, limit: limit)
        }
    }

    /// The start line and the fields, as lines.
    package static func head(of flow: Flow, _ side: MessageSide) -> [UInt8] {
        switch side {
        case .request:
            let request = flow.request
            return Array("\(request.method) ".utf8) + request.target.bytes
                + Array(" \(request.version.rawValue)\r\n".utf8)
                + request.headers.bytes
        case .response:
            guard let response = flow.response else { return [] }
            return Array("\(response.version.rawValue) \(response.status) ".utf8) + response.reason.bytes + [
                0x0D, 0x0A,
            ]
                + response.headers.bytes
        }
    }

    private static let telling = [LiteralNeedle("charset".utf8), LiteralNeedle("grpc-web-text".utf8)]

    /// The content type where it says more than what kind of text it is: read only then, for most do not.
    private static func type(_ headers: Headers) -> MediaType? {
        guard telling.contains(where: { $0.isFound(in: headers.bytes) }) else { return nil }
        for field in headers where field.isNamed("Content-Type") {
            let saysMore = telling.contains { $0.isFound(in: field.valueBytes) }
            return saysMore ? MediaType(field.value) : nil
        }
        return nil
    }

    private static func charset(of bytes: [UInt8], _ type: MediaType?) -> Charset {
        if let first = bytes.first, first >= 0xEF || first == 0, let mark = Charset.byteOrderMark(of: bytes) {
            return mark.charset
        }
        return type?["charset"].flatMap(Charset.named) ?? .utf8
    }
}

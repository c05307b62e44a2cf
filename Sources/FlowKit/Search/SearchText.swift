/// The text of a body as searches see it: codings undone, in UTF-8 where its type names another charset, and cut where it
/// has no end.
package struct SearchText: Sendable {
    package let bytes: [UInt8]
    let condition: Condition

    /// What there is to know of a text that is searched.
    struct Condition: Sendable {
        /// True when there is more than the limit, which is not looked at.
        var isCut = false
        /// True where the text is not what undoing the codings gave.
        var isConverted = false
        /// True where parts of the text are compressed, each by itself, and searched so.
        var isPacked = false
        /// True where more passed than was captured.
        var isUncaptured = false
        /// True where there were bytes, and none could be read.
        var isMissing = false
    }

    /// 32 MiB of decoded text: what the detail can show of a body, and a bound on what one search keeps in memory.
    package static let byteLimit = 32 << 20

    package init(of message: some Message, limit: Int = byteLimit) {
        (bytes, condition) = message.lend { message in
            SearchTextReader().read(message, limit: limit) { (Array($0), $1) }
        }
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
}

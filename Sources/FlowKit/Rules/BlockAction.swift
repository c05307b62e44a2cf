/// What a client gets instead of the response when a rule blocks its request.
package enum BlockAction: Hashable, Sendable {
    /// A response with that status; `body` is plain text, `nil` for the proxy's own words.
    case status(Int, body: String?)
    /// 204 without a body.
    case empty
    /// The client's connection is reset.
    case reset
    /// No answer: the client waits until it gives up.
    case drop

    package static let standard = BlockAction.status(403, body: nil)
    /// Bytes of a body.
    package static let bodyByteLimit = 4_096

    /// Parses `403`, `451 "gone"`, `204`, `reset` or `drop`; empty text is `standard`.
    ///
    /// - Throws: `FilterError` whose `range` counts in UTF-8 offsets of `text`.
    package static func parse(_ text: String) throws(FilterError) -> BlockAction {
        var scanner = FilterScanner(text)
        scanner.skipSpace()
        guard !scanner.isAtEnd else { return .standard }
        let first = try scanner.argument()
        scanner.skipSpace()
        let body = scanner.isAtEnd ? nil : try scanner.argument()
        scanner.skipSpace()
        guard scanner.isAtEnd else {
            throw FilterError(
                range: scanner.position..<text.utf8.count,
                message: "more than one body",
                expected: "quotes around the whole body"
            )
        }
        return try make(first, body: body)
    }

    private static func make(_ first: FilterArgument, body: FilterArgument?) throws(FilterError) -> BlockAction {
        if let action = words[first.text.lowercased()] {
            if let body { throw body.error("\(first.text) has no body", expected: "nothing more") }
            return action
        }
        guard first.text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let status = Int(first.text),
            (200...599).contains(status)
        else {
            throw first.error("unknown action \(first.text)", expected: "a status from 200 to 599, reset or drop")
        }
        // RFC 9110 §15.3.6 and §15.4.5: these have no content either.
        if let body, status == 205 || status == 304 {
            throw body.error("\(status) has no body", expected: "nothing more")
        }
        if let body, body.text.utf8.count > bodyByteLimit {
            throw body.error("the body is too long", expected: "\(bodyByteLimit) bytes at most")
        }
        return .status(status, body: body?.text)
    }

    private static let words: [String: BlockAction] = ["204": .empty, "reset": .reset, "drop": .drop]

    /// What `parse` reads back as this.
    package var text: String {
        switch self {
        case .status(let status, nil): String(status)
        case .status(let status, let body?): "\(status) \(FilterText.quote(body))"
        case .empty: "204"
        case .reset: "reset"
        case .drop: "drop"
        }
    }
}

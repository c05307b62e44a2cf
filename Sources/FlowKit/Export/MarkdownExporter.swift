extension Exporter {
    static let markdown = Exporter(
        name: "Markdown",
        keyword: "markdown",
        fileExtension: "md",
        summary: "request and response to paste into a ticket",
        separator: "\n",
        one: { Array(FlowMarkdown($0).text.utf8) }
    )
}

/// A flow as Markdown: a heading, the facts in one line, both messages in code blocks.
private struct FlowMarkdown {
    private(set) var text: String

    /// Longer bodies are cut: a ticket is to be read.
    private static let bodyByteLimit = 16 << 10

    init(_ flow: Flow) {
        text = "### \(Self.code("\(flow.request.method) \(flow.request.url)")) → \(Self.outcome(of: flow))\n\n"
        text += Self.facts(about: flow).joined(separator: " · ") + "\n"
        append("Request", flow.request, start: flow.request.method.utf8 + [0x20] + flow.request.target.bytes)
        if let response = flow.response {
            append("Response", response, start: "\(response.status) ".utf8 + response.reason.bytes)
        }
    }

    private static func outcome(of flow: Flow) -> String {
        if let response = flow.response { return "\(response.status)" }
        return flow.error == nil ? "no response yet" : "failed"
    }

    private static func facts(about flow: Flow) -> [String] {
        var facts = [flow.timing.started.rfc3339]
        if let duration = flow.timing.duration { facts.append("\(duration.milliseconds) ms") }
        if let response = flow.response { facts.append("\(response.wireByteCount) bytes received") }
        if let tls = flow.server?.tls { facts.append(tls.version) }
        if let rule = flow.blockedBy { facts.append("blocked by rule \(code(rule.name))") }
        if case .replay(let origin) = flow.source { facts.append(origin.map { "replay of flow \($0)" } ?? "replay") }
        if flow.isEdited { facts.append("edited") }
        if let error = flow.error { facts.append("**\(code(error.message))**") }
        return facts
    }

    private mutating func append(_ title: String, _ message: some Message, start: [UInt8]) {
        var content = message is Request ? "" : "\(message.version.rawValue) "
        content += WireText.decode(start)
        if message is Request { content += " \(message.version.rawValue)" }
        for line in EditableRequest.shownLines(of: message.headers) { content += "\n" + WireText.decode(line.content) }
        if let body = message.body, body.byteCount > 0 { content += "\n\n" + Self.shown(body, message.headers) }
        let fence = String(repeating: "`", count: max(3, Self.longestRun(of: "`", in: content) + 1))
        text += "\n**\(title)**\n\n\(fence)http\n\(content)\(content.hasSuffix("\n") ? "" : "\n")\(fence)\n"
    }

    private static func shown(_ body: Body, _ headers: Headers) -> String {
        let decoded = body.decoded(headers: headers, limit: bodyByteLimit)
        let text = BodyCoding(headers).charset == .latin1 ? WireText.decode(decoded.bytes) : nil
        // A cut may fall inside a character: that one is repaired, not the reason to call text binary.
        let shown = text ?? String(decoding: decoded.bytes, as: UTF8.self)
        guard
            shown.unicodeScalars.count(where: {
                $0 == "\u{FFFD}" || ($0.value < 0x20 && !"\t\n\r".unicodeScalars.contains($0))
            }) <= 1
        else { return "(\(body.byteCount) bytes that are not text)" }
        return decoded.isTruncated ? shown + "\n(cut here)" : shown
    }

    /// A code span that holds any text on one line.
    private static func code(_ text: String) -> String {
        let line = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
        let ticks = String(repeating: "`", count: longestRun(of: "`", in: line) + 1)
        return ticks.utf8.count == 1 ? "`\(line)`" : "\(ticks) \(line) \(ticks)"
    }

    private static func longestRun(of character: Unicode.Scalar, in text: String) -> Int {
        var longest = 0
        var current = 0
        for scalar in text.unicodeScalars {
            current = scalar == character ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }
}

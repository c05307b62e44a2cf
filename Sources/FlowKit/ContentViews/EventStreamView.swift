/// Server-sent events (HTML Living Standard §9.2.6): fields in colours, JSON data, too.
struct EventStreamView: ContentView {
    let name = "events"

    func priority(for content: Content) -> ContentPriority {
        content.mediaType?.essence == "text/event-stream" ? .declared : .never
    }

    func render(_ content: Content, into output: inout ContentOutput) {
        var rest = content.utf8[...]
        while !rest.isEmpty && !output.isFull {
            let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
            rest = rest[line.endIndex...]
            rest = rest.dropFirst(rest.starts(with: [0x0D, 0x0A]) ? 2 : 1)
            write(line, to: &output)
            output.endLine()
        }
    }

    private func write(_ line: ArraySlice<UInt8>, to output: inout ContentOutput) {
        let field = line.prefix { $0 != UInt8(ascii: ":") }
        if field.isEmpty { return output.write(line, .comment) }
        output.write(field, .name)
        let rest = line[field.endIndex...]
        let value = rest.dropFirst(rest.starts(with: ": ".utf8) ? 2 : 1)
        output.write(rest[..<value.startIndex], .punctuation)
        output.writeJSONInLine(value)
    }
}

extension ContentOutput {
    /// Writes the text as it is, in colours where it is JSON.
    fileprivate mutating func writeJSONInLine(_ text: ArraySlice<UInt8>) {
        let bytes = Array(text)
        var tokenizer = JSONTokenizer(bytes)
        var tokens: [JSONToken] = []
        do {
            while let token = try tokenizer.next() { tokens.append(token) }
        } catch {
            return write(text)
        }
        var written = 0
        for token in tokens where !isFull {
            write(bytes[written..<token.range.lowerBound], .punctuation)
            write(bytes[token.range], token.kind.role)
            written = token.range.upperBound
        }
        write(bytes[written...])
    }
}

/// Server-sent events one by one: name, id and retry time, then the data by the view that fits it.
struct EventStreamView: ContentView {
    let name = "events"

    func priority(for content: Content) -> ContentPriority {
        EventStream.isDeclared(content) ? .declared : .never
    }

    func render(_ content: Content, into output: inout ContentOutput) {
        output.writeParts(of: content, as: .events) { part, output in
            let event = ServerSentEvent(content.bytes[part.range])
            Self.writeTitle(of: event, part, to: &output)
            output.indented { Self.write(event, part, of: content, to: &$0) }
        }
    }

    private static func writeTitle(of event: ServerSentEvent, _ part: BodyPart, to output: inout ContentOutput) {
        output.write("\(part.number)  ", .dim)
        let comment = event.comments.first
        if event.data != nil || event.name != nil {
            output.write(event.name ?? part.name, .heading)
            if event.data == nil { output.write("  no data, so no event", .dim) }
        } else if let comment {
            output.write(": ", .comment)
            output.write(comment, .comment)
        }
        if let id = event.id { output.write(id.isEmpty ? "  id \"\"" : "  id \(id)", .dim) }
        if let retry = event.retry { output.write("  retry \(retry) ms", .dim) }
    }

    private static func write(
        _ event: ServerSentEvent,
        _ part: BodyPart,
        of content: Content,
        to output: inout ContentOutput
    ) {
        let isTitle = event.data == nil && event.name == nil
        for comment in event.comments.dropFirst(isTitle ? 1 : 0) where !output.isFull {
            output.startLine()
            output.write(": ", .comment)
            output.write(comment, .comment)
        }
        for line in event.ignored where !output.isFull {
            output.startLine()
            output.write(line, .dim)
            output.write("  clients ignore this", .dim)
        }
        guard event.data?.isEmpty == false else { return }
        output.startLine()
        ContentViews.renderPart(content.part(part), into: &output)
    }
}

extension ContentOutput {
    /// Writes what of a sequence is there, part by part, and how it ends.
    ///
    /// - Parameter write: begins within a line of its own.
    mutating func writeParts(
        of content: Content,
        as format: BodyParts.Format,
        _ write: (BodyPart, inout ContentOutput) -> Void
    ) {
        var parts = BodyParts(as: format)
        while !isFull, let part = parts.next(in: content) {
            writeFoldable { output in
                write(part, &output)
                if !part.isFinished { output.writeEnd("unfinished: the body ends here", .error) }
            }
        }
        guard !isFull, content.context.isOpen, let part = parts.unfinished(in: content) else { return }
        writeFoldable { output in
            write(part, &output)
            output.writeEnd("still coming", .dim)
        }
    }

    private mutating func writeEnd(_ text: String, _ role: StyledLine.Role) {
        indented { output in
            output.startLine()
            output.write(text, role)
        }
    }
}

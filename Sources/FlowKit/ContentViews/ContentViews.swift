/// All content views, and how one is chosen.
package enum ContentViews {
    /// Where two fit equally well, the earlier one is taken.
    static let builtIn: [any ContentView] = [
        JSONView(), GraphQLView(), MarkupView.xml, MarkupView.html, FormView(), MultipartView(), EventStreamView(),
        JSONRowsView(), GRPCView(), ProtobufView(), ImageView(),
        CodeView.javaScript, CodeView.css,
        PlainTextView(), HexView(), RawView(),
    ]

    /// What a user may choose; without a choice the fitting one is taken.
    package static var names: [String] { builtIn.map(\.name) }

    /// The views that can show this, best first.
    static func candidates(for content: Content) -> [any ContentView] {
        let rated = builtIn.enumerated().map { (priority: $1.priority(for: content), index: $0, view: $1) }
        return rated.filter { $0.priority > .never }
            .sorted { ($1.priority, $0.index) < ($0.priority, $1.index) }
            .map(\.view)
    }

    /// Shows a content. Always succeeds: a view that fails is followed by the next, with a note.
    ///
    /// Pure; takes time in proportion to what is read until the limits are reached, so call it off the UI's thread for
    /// more than some 100 KiB.
    ///
    /// - Parameters:
    ///   - name: the view the user chose; `nil` or an unknown name takes the one that fits best.
    ///   - isCancelled: asked now and then; once true, the rendering stops where it is.
    package static func render(
        _ content: Content,
        as name: String? = nil,
        limits: ContentLimits = .standard,
        isCancelled: @escaping () -> Bool = { Task.isCancelled }
    ) -> ContentRendering {
        var output = ContentOutput(limits: limits, isCancelled: isCancelled)
        let chosen = builtIn.first { $0.name == name }
        let viewName = render(content, chosen: chosen, into: &output)
        output.finish()
        return ContentRendering(
            viewName: viewName,
            lines: output.lines,
            folds: output.folds,
            notes: content.notes + output.notes,
            hasMore: output.isFull
        )
    }

    /// Writes the content by the chosen view, or else by the first that does not fail.
    ///
    /// - Returns: the name of the view that did it.
    @discardableResult
    static func render(
        _ content: Content,
        chosen: (any ContentView)? = nil,
        into output: inout ContentOutput
    ) -> String {
        var views = candidates(for: content)
        if let chosen { views.insert(chosen, at: 0) }
        for view in views {
            let checkpoint = output.checkpoint
            do throws(ContentViewError) {
                try view.render(content, into: &output)
                return view.name
            } catch {
                output.restore(checkpoint)
                // A guess that did not come true needs no words.
                let isExpected = view.name == chosen?.name || view.priority(for: content) == .declared
                if isExpected { output.note(error.message) }
            }
        }
        return ""
    }

    /// Writes a content that is part of another by the view that fits, and what is to be noted beside it.
    static func renderPart(_ content: Content, into output: inout ContentOutput) {
        for note in content.notes {
            output.startLine()
            output.write(note, .error)
            output.endLine()
        }
        let noteCount = output.notes.count
        render(content, into: &output)
        let found = output.removeNotes(after: noteCount)
        // That a part which is not whole reads as cut short needs no words.
        for note in found where !content.isTruncated {
            output.startLine()
            output.write(note, .error)
        }
    }
}

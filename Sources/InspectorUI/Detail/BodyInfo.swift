import FlowKit

/// What a page knows of the body it shows.
struct BodySummary: Hashable, Sendable {
    /// The content view that showed it.
    var viewName: String?
    /// True when the limits left something out.
    var hasMore = false
    /// What can be folded, but for what spans the whole body: lines of the rendering.
    var folds: [Int] = []
}

/// A body as a page shows it.
struct BodyInfo {
    var lines: [DetailDocument.Line] = []
    /// Which value stands in which line of the rendering, where it is a JSON text.
    var values: JSONValueLines?
    var notes: [String] = []
    var summary = BodySummary()
    /// Content codings undone, and the bytes that came of it.
    var codings: [String] = []
    var decodedByteCount = 0

    init() {}

    init(_ flow: Flow, _ side: MessageSide, _ page: DetailPage, _ schema: ProtobufSchema) {
        self.init(Content(of: flow, side, schema: schema), page)
    }

    /// One message of a stream.
    init(_ message: MessageList.Item, of flow: Flow, _ page: DetailPage, _ schema: ProtobufSchema) {
        self.init(Content(of: message, in: flow, schema: schema), page)
        if let note = message.note { notes.insert(note, at: 0) }
    }

    private init(_ content: Content?, _ page: DetailPage) {
        guard let content, !content.bytes.isEmpty else { return }
        let rendering = ContentViews.render(content, as: page.viewName, limits: page.limits, isCancelled: { false })
        lines = rendering.lines(folded: page.folded)
        values = JSONValueLines(content, rendering)
        notes = rendering.notes
        summary.viewName = rendering.viewName
        summary.hasMore = rendering.hasMore
        summary.folds = rendering.folds.filter { $0.firstLine > 0 || $0.lastLine + 1 < rendering.lines.count }
            .map(\.firstLine)
        codings = content.codings
        decodedByteCount = content.bytes.count
    }
}

extension ContentRendering {
    /// The lines without those inside folded parts; a folded line says how much it holds.
    fileprivate func lines(folded: Set<Int>) -> [DetailDocument.Line] {
        var shown: [DetailDocument.Line] = []
        var index = 0
        var nextFold = 0
        while index < lines.count {
            while nextFold < folds.count, folds[nextFold].firstLine < index { nextFold += 1 }
            let fold = nextFold < folds.count && folds[nextFold].firstLine == index ? folds[nextFold] : nil
            guard let fold, fold.lastLine < lines.count else {
                shown.append(DetailDocument.Line(content: lines[index], bodyLine: index))
                index += 1
                continue
            }
            let isFolded = folded.contains(index)
            let line = isFolded ? foldedLine(fold) : lines[index]
            let mark = DetailDocument.Fold(index: index, isFolded: isFolded)
            shown.append(DetailDocument.Line(content: line, fold: mark, bodyLine: index))
            index = isFolded ? fold.lastLine + 1 : index + 1
        }
        return shown
    }

    /// `"trace": [ 14 items ]`, or `2  update …` for what has no bracket at its end.
    private func foldedLine(_ fold: ContentFold) -> StyledLine {
        var line = lines[fold.firstLine]
        let count = fold.childCount == 1 ? "1 item" : fold.childCount == 0 ? "…" : "\(fold.childCount) items"
        line.spans.append(.init(" \(count)" + (fold.isBracketed ? " " : ""), .dim))
        guard fold.isBracketed else { return line }
        var isIndentation = true
        for var span in lines[fold.lastLine].spans {
            if isIndentation { span.text = String(span.text.drop { $0 == " " }) }
            isIndentation = isIndentation && span.text.isEmpty
            if !span.text.isEmpty { line.spans.append(span) }
        }
        return line
    }
}

import TerminalKit

/// The candidates of Tab, above the prompt.
struct CompletionMenu {
    private static let rows = 8
    private let prompt: Prompt
    private let model: Model

    init(_ prompt: Prompt, _ model: Model) {
        self.prompt = prompt
        self.model = model
    }

    func draw(on canvas: inout Canvas) {
        guard let cycle = prompt.completion else { return }
        let frames = model.frames
        let rows = min(Self.rows, cycle.candidates.count, frames.body.rows)
        let first = max(0, min(cycle.chosen - rows / 2, cycle.candidates.count - rows))
        let shown = cycle.candidates[first..<first + rows]
        let textColumns = min(30, shown.map { TextWidth.columns(of: $0.text) }.max() ?? 0)
        let helpColumns = min(50, shown.map { TextWidth.columns(of: $0.help) }.max() ?? 0)
        let columns = min(canvas.columns, textColumns + helpColumns + (helpColumns > 0 ? 4 : 2))
        let top = frames.message.origin.row - rows
        canvas.inside(Rect(column: 0, row: top, columns: columns, rows: rows)) { canvas in
            for (row, candidate) in shown.enumerated() {
                let style = model.theme[first + row == cycle.chosen ? .completionChosen : .completion]
                canvas.fill(Rect(column: 0, row: row, columns: columns, rows: 1), style: style)
                canvas.draw(candidate.text, column: 1, row: row, style: style, limit: textColumns)
                canvas.draw(candidate.help, column: textColumns + 3, row: row, style: style)
            }
        }
    }
}

import FlowKit
import TerminalKit

/// The line above the footer: the prompt, else what was said last, else the filter.
struct MessageLine {
    private let model: Model

    init(_ model: Model) {
        self.model = model
    }

    func draw(on canvas: inout Canvas) {
        if let prompt = model.prompt {
            draw(prompt, on: &canvas)
        } else if let notice = model.toast?.notice {
            canvas.draw(notice.text, column: 1, row: 0, style: model.theme[Self.role(notice.level)])
        } else if !model.list.filter.matchesAll {
            let end = canvas.columns - 1
            let count = canvas.draw(
                model.list.matchText,
                endingAt: end,
                row: 0,
                style: model.theme[.dim],
                limit: canvas.columns / 2
            )
            let start = 3 + canvas.draw("filter", column: 1, row: 0, style: model.theme[.prompt])
            canvas.draw(model.list.filter.text, column: start, row: 0, limit: end - count - start - 2)
        }
    }

    private func draw(_ prompt: Prompt, on canvas: inout Canvas) {
        let hint = prompt.purpose.hint(prompt, in: model)
        let label = prompt.purpose.label
        var start = 1 + canvas.draw(label, column: 1, row: 0, style: model.theme[.prompt])
        if label != ":" { start += 2 }
        var end = canvas.columns - 1
        if !hint.trailing.isEmpty, canvas.columns > 50 {
            end -=
                canvas.draw(hint.trailing, endingAt: end, row: 0, style: model.theme[.dim], limit: canvas.columns / 2)
                + 2
        }
        prompt.editor.draw(
            on: &canvas,
            column: start,
            row: 0,
            columns: end - start,
            theme: model.theme,
            underlined: hint.errorRange
        )
    }

    private static func role(_ level: Notice.Level) -> Theme.Role {
        switch level {
        case .info: .accent
        case .warning: .warning
        case .error: .error
        }
    }
}

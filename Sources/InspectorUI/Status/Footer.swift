import TerminalKit

/// The bottom line: the keys that matter here, or what the prompt has to say.
struct Footer {
    private let model: Model

    init(_ model: Model) {
        self.model = model
    }

    func draw(on canvas: inout Canvas) {
        guard let prompt = model.prompt else {
            drawKeys(on: &canvas)
            return
        }
        let hint = prompt.purpose.hint(prompt, in: model)
        canvas.draw(hint.text, column: 1, row: 0, style: model.theme[hint.errorRange == nil ? .dim : .error])
    }

    private func drawKeys(on canvas: inout Canvas) {
        var column = 1
        for binding in Self.bindings(in: model.contexts) {
            guard let key = binding.keys.first, let word = binding.footer else { continue }
            let keyText = KeySpec.shortText(key)
            let columns = TextWidth.columns(of: keyText) + 1 + TextWidth.columns(of: word)
            guard column + columns < canvas.columns else { return }
            column += canvas.draw(keyText, column: column, row: 0, style: model.theme[.key]) + 1
            column += canvas.draw(word, column: column, row: 0, style: model.theme[.dim]) + 3
        }
    }

    private static func bindings(in contexts: [KeyContext]) -> [KeyBinding] {
        contexts.flatMap { KeyMap.standard.bindings(in: $0) }.filter { $0.footer != nil }
    }
}

import TerminalKit

/// The bottom line: the keys that do something here and now, or what the prompt has to say.
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
        let all = items
        // What always stays is counted first, so that the rest gets what it leaves.
        var left = canvas.columns - 1 - all.filter(\.stays).reduce(0) { $0 + $1.columns }
        var column = 1
        for item in all {
            if !item.stays {
                left -= item.columns
                guard left >= 0 else { continue }
            }
            column += canvas.draw(item.key, column: column, row: 0, style: model.theme[.key]) + 1
            column += canvas.draw(item.word, column: column, row: 0, style: model.theme[.dim]) + Self.gap
        }
    }

    private static let gap = 2

    private struct Item {
        let key: String
        let word: String
        let rank: Int
        var stays: Bool { rank == 9 }
        var columns: Int { TextWidth.columns(of: key) + 1 + TextWidth.columns(of: word) + Footer.gap }
    }

    /// Each key once: a context hides what later ones say about the same key.
    private var items: [Item] {
        var taken: Set<Key> = []
        var items: [Item] = []
        for binding in model.contexts.flatMap({ KeyMap.standard.bindings(in: $0) }) {
            let isHidden = binding.keys.first.map(taken.contains) ?? true
            taken.formUnion(binding.keys)
            guard let key = binding.keys.first, let word = binding.footer, !isHidden else { continue }
            guard Commands.builtIn[binding.commandName]?.disabledReason(model) == nil else { continue }
            items.append(Item(key: KeySpec.shortText(key), word: word, rank: binding.rank))
        }
        return items.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
    }
}

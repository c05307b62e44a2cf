import FlowKit
import TerminalKit

/// `y`: the forms in which a flow can be copied, each with a letter of its own.
struct CopyMenu: Screen {
    /// What stands in the menu: a form, its letter, and why it cannot be had.
    struct Item: Hashable, Sendable {
        let keyword: String
        let name: String
        let letter: Character
        let obstacle: String?
    }

    let items: [Item]
    private(set) var row = 0

    /// Letters that say more than the first one that is free.
    private static let letters: [String: Character] = [
        "curl": "c", "url": "u", "request": "r", "response": "s", "request-body": "b", "response-body": "d",
        "markdown": "m", "har": "h", "jsonl": "l",
    ]

    init(_ flow: Flow) {
        // The keys that move and leave keep their meaning.
        var taken = Set("jkgGq?").union(Self.letters.values)
        items = Exporters.builtIn.map { exporter in
            let free = exporter.name.lowercased().first { $0.isLetter && !taken.contains($0) }
            let letter = Self.letters[exporter.keyword] ?? free ?? "·"
            taken.insert(letter)
            let obstacle = exporter.obstacle(flow)
            return Item(keyword: exporter.keyword, name: exporter.name, letter: letter, obstacle: obstacle)
        }
    }

    var contexts: [KeyContext] { [.copy, .moving, .always] }

    func layout(in model: Model) -> ScreenLayout {
        .popup(Size(columns: 48, rows: items.count + 3), title: "Copy")
    }

    func draw(on canvas: inout Canvas, model: Model) {
        let theme = model.theme
        for (index, item) in items.enumerated() {
            let isSelected = index == row
            let style = theme[isSelected ? .selection : item.obstacle == nil ? .plain : .dim]
            canvas.fill(Rect(column: 0, row: index, columns: canvas.columns, rows: 1), style: style)
            let letterStyle = isSelected || item.obstacle != nil ? style : theme[.key]
            canvas.draw(String(item.letter), column: 1, row: index, style: letterStyle)
            let used = canvas.draw(item.name, column: 4, row: index, style: style)
            guard let obstacle = item.obstacle else { continue }
            canvas.draw(
                obstacle,
                endingAt: canvas.columns - 1,
                row: index,
                style: style,
                limit: canvas.columns - used - 7
            )
        }
        canvas.draw("a letter, or enter, copies; esc leaves", column: 1, row: items.count, style: theme[.dim])
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        model.screens.modify(Self.self) { menu in
            menu.row = motion.target(from: menu.row, count: menu.items.count, page: menu.items.count)
        }
        return []
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard let menu = model.screens[Self.self] else { return nil }
        switch event {
        case .key(let key):
            guard case .character(let character) = key.code, key.modifiers.isEmpty else { return nil }
            guard let item = menu.items.first(where: { $0.letter == character }) else { return nil }
            return model.copy(item.keyword)
        case .mouse(let mouse) where mouse.action == .press:
            guard menu.items.indices.contains(mouse.position.row) else { return nil }
            return model.copy(menu.items[mouse.position.row].keyword)
        default: return nil
        }
    }
}

extension Model {
    /// Copies the flow in focus; a form that cannot be had keeps the menu open and says why.
    mutating func copy(_ keyword: String) -> [Effect] {
        guard let flow = flowInFocus, let exporter = Exporters.named(keyword) else { return [] }
        if let obstacle = exporter.obstacle(flow) {
            say(.error("\(exporter.name) cannot be copied: \(obstacle)"))
            return []
        }
        close(CopyMenu.self)
        var bytes = exporter.export([flow])
        // A line that is pasted into a shell should not run before one has seen it.
        if ["curl", "url"].contains(keyword), bytes.last == 0x0A { bytes.removeLast() }
        return [.copy(bytes, what: exporter.name)]
    }
}

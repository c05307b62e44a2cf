import FlowKit
import TerminalKit

/// `y`: the forms in which a flow, or a message of one, can be copied, each with a letter of its own.
struct CopyMenu: Screen {
    enum Subject: Hashable, Sendable {
        case flow
        case messages
    }

    /// What stands in the menu: a form, its letter, and why it cannot be had.
    struct Item: Hashable, Sendable {
        let keyword: String
        let name: String
        let letter: Character
        let obstacle: String?
    }

    let subject: Subject
    let items: [Item]
    private(set) var row = 0

    /// Letters that say more than the first one that is free.
    private static let letters: [String: Character] = [
        "curl": "c", "url": "u", "request": "r", "response": "s", "request-body": "b", "response-body": "d",
        "markdown": "m", "har": "h", "jsonl": "l",
    ]

    init(_ flow: Flow) {
        subject = .flow
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

    init(_ messages: MessageTable) {
        subject = .messages
        items = MessageForms.builtIn.map { form in
            let obstacle = messages.obstacle(to: form)
            let name = form.scope == .all ? "All shown: \(form.name)" : form.name
            return Item(keyword: form.keyword, name: name, letter: form.letter, obstacle: obstacle)
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
            return model.copy(item.keyword, by: menu)
        case .mouse(let mouse) where mouse.action == .press:
            guard menu.items.indices.contains(mouse.position.row) else { return nil }
            return model.copy(menu.items[mouse.position.row].keyword, by: menu)
        default: return nil
        }
    }
}

extension Model {
    /// Copies what a menu is for.
    mutating func copy(_ keyword: String, by menu: CopyMenu) -> [Effect] {
        switch menu.subject {
        case .flow: copy(keyword)
        case .messages: copyMessages(keyword)
        }
    }

    /// Copies the message under the cursor, or all shown; what cannot be had keeps the menu open and says why.
    mutating func copyMessages(_ keyword: String) -> [Effect] {
        guard let messages = pane?.messages, let form = MessageForms.named(keyword) else { return [] }
        if let obstacle = messages.obstacle(to: form) {
            say(.error("\(form.name) cannot be copied: \(obstacle)"))
            return []
        }
        close(CopyMenu.self)
        return copy(CopyJob(messages.numbers(for: form.scope), of: messages.list, as: form))
    }

    /// Copies the flow in focus; a form that cannot be had keeps the menu open and says why.
    mutating func copy(_ keyword: String) -> [Effect] {
        guard let flow = flowInFocus, let exporter = Exporters.named(keyword) else { return [] }
        if let obstacle = exporter.obstacle(flow) {
            say(.error("\(exporter.name) cannot be copied: \(obstacle)"))
            return []
        }
        close(CopyMenu.self)
        return copy(CopyJob(flow, as: exporter))
    }

    /// At once, or when it has been put together.
    private mutating func copy(_ job: CopyJob) -> [Effect] {
        if job.isQuick {
            let answer = job.run()
            return [.copy(answer.bytes, what: answer.what)]
        }
        say("copying \(job.what)…")
        return [.compose(job)]
    }
}

extension MessageTable {
    /// More is nothing for a clipboard, and takes time to put together.
    private static let copyLimit = 8 << 20

    func numbers(for scope: MessageForm.Scope) -> [Int] {
        scope == .all ? numbers : cursor.map { [$0] } ?? []
    }

    /// Why the messages cannot be copied in a form.
    func obstacle(to form: MessageForm) -> String? {
        guard let selected else { return "there is no message in the table" }
        var byteCount = 0
        for number in numbers(for: form.scope) {
            byteCount += list[number].payload.capturedByteCount
            guard byteCount <= Self.copyLimit else {
                let key = form.scope == .all ? "W" : "w"
                return "more than \(Format.byteCount(Self.copyLimit)): \(key) saves it"
            }
        }
        return form.scope == .all ? nil : form.obstacle(selected)
    }
}

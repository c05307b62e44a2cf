package import TerminalKit

extension LineEditor {
    /// One editing key: what it is, what the help says, what it does.
    struct Operation: Sendable {
        let keys: [Key]
        let help: String
        let apply: @Sendable (inout LineEditor) -> Void

        init(_ keys: String..., help: String, apply: @escaping @Sendable (inout LineEditor) -> Void) {
            self.keys = keys.map { spec in
                guard let key = KeySpec.parse(spec) else { preconditionFailure("no such key: \(spec)") }
                return key
            }
            self.help = help
            self.apply = apply
        }
    }

    static let operations: [Operation] = [
        Operation("ctrl a", "home", help: "To the start") { $0.moveToStart() },
        Operation("ctrl e", "end", help: "To the end") { $0.moveToEnd() },
        Operation("ctrl b", "left", help: "A character back") { $0.moveLeft() },
        Operation("ctrl f", "right", help: "A character on") { $0.moveRight() },
        Operation("alt b", "ctrl left", "alt left", help: "A word back") { $0.moveWordLeft() },
        Operation("alt f", "ctrl right", "alt right", help: "A word on") { $0.moveWordRight() },
        Operation("backspace", "ctrl h", help: "Delete the character before") { $0.deleteBackward() },
        Operation("delete", "ctrl d", help: "Delete the character under the cursor") { $0.deleteForward() },
        Operation("ctrl u", help: "Cut to the start") { $0.killToStart() },
        Operation("ctrl k", help: "Cut to the end") { $0.killToEnd() },
        Operation("ctrl w", "alt backspace", help: "Cut the word before") { $0.killWordLeft() },
        Operation("alt d", help: "Cut the word after") { $0.killWordRight() },
        Operation("ctrl y", help: "Put back what was cut last") { $0.yank() },
        Operation("up", "ctrl p", help: "The line before, from the history") { $0.showOlder() },
        Operation("down", "ctrl n", help: "The line after, from the history") { $0.showNewer() },
    ]

    private static let rows: [Key: Int] = Dictionary(
        operations.enumerated().flatMap { row, operation in operation.keys.map { ($0, row) } }
    ) { first, _ in first }

    /// - Returns: false when the key means nothing to an edited line.
    package mutating func handle(_ key: Key) -> Bool {
        if let row = Self.rows[key] {
            Self.operations[row].apply(&self)
            return true
        }
        guard case .character(let character) = key.code, key.modifiers.isEmpty || key.modifiers == .shift else {
            return false
        }
        insert(String(character))
        return true
    }
}

import TerminalKit

extension TextArea {
    /// What a key does to the text, and how help says it.
    struct Binding: Sendable {
        let keys: [Key]
        let help: String
        let run: @Sendable (inout TextArea) -> Void
    }

    /// The editor's own keys: those of readline, of other editors, and the arrows.
    static let bindings: [Binding] = [
        Binding(keys: [Key(.left), .control("b")], help: "left") { $0.move(.left) },
        Binding(keys: [Key(.right), .control("f")], help: "right") { $0.move(.right) },
        Binding(keys: [Key(.up), .control("p")], help: "up") { $0.move(.up) },
        Binding(keys: [Key(.down), .control("n")], help: "down") { $0.move(.down) },
        Binding(keys: [.alt("b"), Key(.left, .control), Key(.left, .alt)], help: "word left") { $0.move(.wordLeft) },
        Binding(keys: [.alt("f"), Key(.right, .control), Key(.right, .alt)], help: "word right") {
            $0.move(.wordRight)
        },
        Binding(keys: [Key(.home), .control("a")], help: "start of line") { $0.move(.lineStart) },
        Binding(keys: [Key(.end), .control("e")], help: "end of line") { $0.move(.lineEnd) },
        Binding(keys: [Key(.pageUp), .alt("v")], help: "page up") { $0.move(.pageUp) },
        Binding(keys: [Key(.pageDown), .control("v")], help: "page down") { $0.move(.pageDown) },
        Binding(keys: [Key(.home, .control), .alt("<")], help: "start of text") { $0.move(.textStart) },
        Binding(keys: [Key(.end, .control), .alt(">")], help: "end of text") { $0.move(.textEnd) },
        Binding(keys: [Key(.enter)], help: "new line") { $0.insert("\n") },
        Binding(keys: [Key(.tab)], help: "tab") { $0.insert("\t") },
        Binding(keys: [Key(.backspace), .control("h")], help: "delete left") { $0.deleteBackward() },
        Binding(keys: [Key(.delete), .control("d")], help: "delete right") { $0.deleteForward() },
        Binding(keys: [.control("w")], help: "delete to white space") { $0.deleteBlankWordBackward() },
        Binding(keys: [Key(.backspace, .alt)], help: "delete word left") { $0.deleteWordBackward() },
        Binding(keys: [.alt("d"), Key(.delete, .control)], help: "delete word right") { $0.deleteWordForward() },
        Binding(keys: [.control("u")], help: "delete to start of line") { $0.deleteToLineStart() },
        Binding(keys: [.control("k")], help: "delete to end of line") { $0.deleteToLineEnd() },
        Binding(keys: [.control("z"), .control("_")], help: "undo") { $0.undo() },
        Binding(keys: [.control("y"), .alt("_")], help: "redo") { $0.redo() },
    ]

    private static let actions = Dictionary(
        bindings.flatMap { binding in binding.keys.map { ($0, binding.run) } },
        uniquingKeysWith: { first, _ in first }
    )

    /// Does what the key says; false when the key means nothing to a text.
    mutating func handle(_ key: Key) -> Bool {
        if let action = Self.actions[key] {
            action(&self)
            return true
        }
        guard case .character(let character) = key.code, key.modifiers.isEmpty else { return false }
        insert(String(character))
        return true
    }
}

extension Key {
    fileprivate static func control(_ character: Character) -> Key { Key(.character(character), .control) }
    fileprivate static func alt(_ character: Character) -> Key { Key(.character(character), .alt) }
}

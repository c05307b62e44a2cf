package import TerminalKit

/// How keys are written in tables, help and README: `j`, `G`, `ctrl d`, `shift tab`, `page down`, `f5`.
package enum KeySpec {
    /// `nil` where the text names no key.
    package static func parse(_ text: String) -> Key? {
        var rest = text[...]
        var modifiers: Key.Modifiers = []
        if rest == "shift tab" { return Key(.backTab) }
        while let (prefix, modifier) = modifierNames.first(where: { rest.hasPrefix($0.0) && rest.count > $0.0.count }) {
            rest.removeFirst(prefix.count)
            modifiers.insert(modifier)
        }
        if let named = names.first(where: { $0.name == rest }) { return Key(named.code, modifiers) }
        if rest.first == "f", let number = Int(rest.dropFirst()), (1...24).contains(number) {
            return Key(.function(number), modifiers)
        }
        guard rest.count == 1, let character = rest.first else { return nil }
        return Key(.character(character), modifiers)
    }

    package static func text(_ key: Key) -> String {
        if key.code == .backTab { return "shift tab" }
        let prefix = modifierNames.filter { key.modifiers.contains($0.1) }.map(\.0).joined()
        switch key.code {
        case .character(" "): return prefix + "space"
        case .character(let character): return prefix + String(character)
        case .function(let number): return prefix + "f\(number)"
        default: return prefix + (names.first { $0.code == key.code }?.name ?? "")
        }
    }

    /// The short form of the footer: `^d` for `ctrl d`.
    package static func shortText(_ key: Key) -> String {
        guard key.modifiers == .control, case .character(let character) = key.code else { return text(key) }
        return "^\(character)"
    }

    private static let modifierNames: [(String, Key.Modifiers)] = [
        ("ctrl ", .control), ("alt ", .alt), ("shift ", .shift),
    ]

    private static let names: [(name: String, code: Key.Code)] = [
        ("enter", .enter), ("esc", .escape), ("tab", .tab), ("backspace", .backspace), ("delete", .delete),
        ("insert", .insert), ("up", .up), ("down", .down), ("left", .left), ("right", .right), ("home", .home),
        ("end", .end), ("page up", .pageUp), ("page down", .pageDown), ("space", .character(" ")),
    ]
}

package import TerminalKit

/// What every key does, as rows.
package struct KeyMap: Sendable {
    package let bindings: [KeyBinding]
    private let rows: [Place: Int]

    private struct Place: Hashable {
        let context: KeyContext
        let key: Key
    }

    package init(_ bindings: [KeyBinding]) {
        self.bindings = bindings
        var rows: [Place: Int] = [:]
        for (row, binding) in bindings.enumerated() {
            for key in binding.keys { rows[Place(context: binding.context, key: key)] = row }
        }
        self.rows = rows
    }

    /// The rows of every area, in the order help shows them.
    package static let standard = KeyMap(
        ListKeys.rows + SearchKeys.rows + SortKeys.rows + EndpointKeys.rows + DetailKeys.rows + MessageKeys.rows
            + EditorKeys.rows
            + InjectKeys.rows
            + BlockKeys.rows + RuleKeys.rows + CopyKeys.rows + HelpKeys.rows + LogKeys.rows
            + PassThroughKeys.rows + ListenerKeys.rows
            + ValueKeys.rows + ColumnKeys.rows
            + GlobalKeys.rows
    )

    /// The row that holds first in these contexts.
    package func binding(for key: Key, in contexts: [KeyContext]) -> KeyBinding? {
        for context in contexts {
            if let row = rows[Place(context: context, key: key)] { return bindings[row] }
        }
        return nil
    }

    package func bindings(in context: KeyContext) -> [KeyBinding] {
        bindings.filter { $0.context == context }
    }

    /// The contexts in the order of their first row.
    package var contexts: [KeyContext] {
        bindings.reduce(into: []) { contexts, binding in
            if !contexts.contains(binding.context) { contexts.append(binding.context) }
        }
    }

    /// The first key that runs this line, wherever.
    package func key(for commandLine: String) -> Key? {
        bindings.first { $0.commandLine == commandLine }?.keys.first
    }
}

package import TerminalKit

/// One row of the key table.
package struct KeyBinding: Hashable, Sendable {
    package let context: KeyContext
    /// All mean the same; the first is the one the footer shows.
    package let keys: [Key]
    /// A command's name, and its arguments behind it, as they would be typed after `:`.
    package let commandLine: String
    /// What the footer calls it; `nil` keeps it out of the footer.
    package let footer: String?
    /// The order in the footer, lowest first; where there is no room the highest are left out. 9 always stays.
    package let rank: Int
    /// What the help says; `nil` takes the command's own line.
    package let help: String?

    /// - Parameter keys: as `KeySpec` writes them; a name that is no key is a mistake in the table and traps.
    package init(
        _ context: KeyContext,
        _ keys: String...,
        runs commandLine: String,
        footer: String? = nil,
        rank: Int = 5,
        help: String? = nil
    ) {
        self.context = context
        self.keys = keys.map { spec in
            guard let key = KeySpec.parse(spec) else { preconditionFailure("no such key: \(spec)") }
            return key
        }
        self.commandLine = commandLine
        self.footer = footer
        self.rank = rank
        self.help = help
    }

    package var commandName: String {
        String(commandLine.prefix { $0 != " " })
    }

    /// Its keys for a table: `j, down`.
    package var keysText: String {
        keys.map(KeySpec.text).joined(separator: ", ")
    }
}

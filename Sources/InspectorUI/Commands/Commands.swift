/// All commands, by name.
package struct Commands: Sendable {
    package let all: [Command]
    private let indexes: [String: Int]

    package init(_ commands: [Command]) {
        all = commands
        indexes = Dictionary(commands.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    /// The tables of every area.
    package static let builtIn = Commands(
        ListCommands.all + JumpCommands.all + SearchCommands.all + EndpointCommands.all + FlowCommands.all
            + DetailCommands.all
            + MessageCommands.all
            + EditorCommands.all
            + InjectCommands.all + BlockCommands.all + RuleCommands.all + CopyCommands.all + HelpCommands.all
            + LogCommands.all + PassThroughCommands.all + ListenerCommands.all
            + ValueCommands.all + ColumnCommands.all
            + GlobalCommands.all
    )

    package subscript(name: String) -> Command? {
        indexes[name].map { all[$0] }
    }

    /// Runs a line such as `sort size descending`; an empty one does nothing.
    package func run(_ line: String, in model: inout Model) throws(CommandError) -> [Effect] {
        let parsed = CommandLine(line)
        guard let name = parsed.name else { return [] }
        guard let command = self[name] else { throw CommandError("no command \(name): ? lists them all") }
        return try command.run(&model, parsed.arguments(for: command))
    }
}

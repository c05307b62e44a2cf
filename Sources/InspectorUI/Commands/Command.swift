/// One thing a person can do: bound to keys, typed after `:`, listed by the help.
package struct Command: Sendable {
    package typealias Run = @Sendable (inout Model, [String]) throws(CommandError) -> [Effect]

    /// As typed after `:`, such as `page-down`.
    package let name: String
    /// One line: sentence case, no full stop.
    package let help: String
    package let arguments: [Argument]
    private let reason: @Sendable (Model) -> String?
    private let action: Run

    /// - Parameters:
    ///   - disabled: why the command cannot run now, in words that end "no flow is selected"; `nil` means that it can.
    ///   - run: the change to the model, and what the world is asked to do.
    package init(
        _ name: String,
        _ help: String,
        arguments: [Argument] = [],
        disabled: @escaping @Sendable (Model) -> String? = { _ in nil },
        run: @escaping Run
    ) {
        self.name = name
        self.help = help
        self.arguments = arguments
        reason = disabled
        action = run
    }

    /// `nil` when the command can run now.
    package func disabledReason(_ model: Model) -> String? {
        reason(model)
    }

    /// - Throws: what is wrong with the arguments, or why the command is disabled; the model is then unchanged.
    package func run(_ model: inout Model, _ arguments: [String] = []) throws(CommandError) -> [Effect] {
        if let reason = reason(model) { throw CommandError(reason) }
        let required = self.arguments.filter { !$0.isOptional }
        if arguments.count < required.count {
            throw CommandError("\(name) needs \(required[arguments.count].name): \(usage)")
        }
        if arguments.count > self.arguments.count {
            throw CommandError("\(name) takes no \(arguments[self.arguments.count]): \(usage)")
        }
        return try action(&model, arguments)
    }

    /// `sort COLUMN [ORDER]`.
    package var usage: String {
        ([name] + arguments.map { $0.isOptional ? "[\($0.name.uppercased())]" : $0.name.uppercased() })
            .joined(separator: " ")
    }
}

/// One argument of a command.
package struct Argument: Sendable {
    package let name: String
    package let isOptional: Bool
    /// True for a last argument that is all the rest of the line, spaces and quotes included.
    package let takesRest: Bool
    /// What completion offers, best first.
    package let values: @Sendable (Model) -> [Completion]

    package init(
        _ name: String,
        isOptional: Bool = false,
        takesRest: Bool = false,
        values: @escaping @Sendable (Model) -> [Completion] = { _ in [] }
    ) {
        self.name = name
        self.isOptional = isOptional
        self.takesRest = takesRest
        self.values = values
    }

    package init(_ name: String, isOptional: Bool = false, oneOf values: [String]) {
        self.init(name, isOptional: isOptional) { _ in values.map { Completion($0) } }
    }
}

/// A text that completion offers, and what it would mean.
package struct Completion: Hashable, Sendable {
    package var text: String
    package var help: String

    package init(_ text: String, help: String = "") {
        self.text = text
        self.help = help
    }
}

/// Why a command did not run: lower case, no full stop, says what to do where there is something.
package struct CommandError: Error, Hashable {
    package let message: String

    package init(_ message: String) {
        self.message = message
    }
}

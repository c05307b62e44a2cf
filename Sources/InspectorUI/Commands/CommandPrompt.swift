import FlowKit

/// The `:` prompt: runs a command by name.
struct CommandPrompt: PromptPurpose {
    var label: String { ":" }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        do {
            return try Commands.builtIn.run(text, in: &model)
        } catch {
            // Nothing typed is lost: the history has the line.
            model.say(.error(error.message))
            return []
        }
    }

    func completions(of textBeforeCursor: String, in model: Model) -> CompletionList {
        let line = CommandLine(textBeforeCursor)
        let isNewWord = textBeforeCursor.isEmpty || textBeforeCursor.last == " "
        let word = isNewWord ? "" : line.words.last?.text ?? ""
        let position = line.words.count - (isNewWord ? 0 : 1)
        let candidates =
            position == 0
            ? Commands.builtIn.all.map { Completion($0.name, help: $0.help) }
            : arguments(of: line, at: position - 1, in: model)
        let written =
            isNewWord ? "" : String(line.line[(line.words.last?.range ?? line.line.startIndex..<line.line.startIndex)])
        return CompletionList(
            replacing: written.count,
            candidates: candidates.filter { $0.text.hasPrefix(word) }
        )
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        guard let name = CommandLine(prompt.text).name else { return PromptHint(text: "tab completes, enter runs") }
        guard let command = Commands.builtIn[name] else {
            let names = Commands.builtIn.all.map(\.name).filter { $0.hasPrefix(name) }
            guard names.isEmpty else { return PromptHint(text: names.joined(separator: "  ")) }
            return PromptHint(text: "no command \(name)", errorRange: 0..<name.utf8.count)
        }
        let key = KeyMap.standard.key(for: command.name).map { "  (\(KeySpec.text($0)))" } ?? ""
        let disabled = command.disabledReason(model).map { "; not now: \($0)" } ?? ""
        return PromptHint(text: "\(command.usage): \(command.help)\(key)\(disabled)")
    }

    func keepsInHistory(_ text: String) -> Bool {
        CommandLine(text).name != "listen" || !ListenerSpec.mayHoldPassword(text)
    }

    private func arguments(of line: CommandLine, at position: Int, in model: Model) -> [Completion] {
        guard let name = line.name, let command = Commands.builtIn[name] else { return [] }
        guard position < command.arguments.count else { return [] }
        return command.arguments[position].values(model)
    }
}

extension KeyMap {
    /// The key table as README shows it: a heading and a table for each context.
    package var markdown: String {
        contexts.map { context in
            let rows = bindings(in: context).map { binding in
                let keys = binding.keys.map { "`\(KeySpec.text($0))`" }.joined(separator: " ")
                return "| \(keys) | \(binding.helpText) | `\(binding.commandLine)` |"
            }
            let head = ["### \(context.title)", "", "| key | does | command |", "|---|---|---|"]
            return (head + rows).joined(separator: "\n")
        }.joined(separator: "\n\n") + "\n"
    }
}

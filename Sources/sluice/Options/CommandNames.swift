import ArgumentParser

/// What is said about a first word that names no command.
enum CommandNames {
    /// An error for `sluice recrod`; `nil` when the first word is a command or there is none.
    static func mistake(in arguments: [String]) -> UsageError? {
        guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
        let names = SluiceCommand.configuration.subcommands.map { $0._commandName } + ["help"]
        guard !names.contains(word) else { return nil }
        let hint = nearest(to: word, among: names).map { "did you mean '\($0)'?" } ?? "see sluice --help"
        return UsageError("unknown command '\(word)' (\(hint))")
    }

    /// The name with the fewest edits from the word, where they are few enough to be a slip.
    static func nearest(to word: String, among names: [String]) -> String? {
        let distances = names.map { ($0, editDistance(Array(word.prefix(64)), Array($0))) }
        guard let best = distances.min(by: { $0.1 < $1.1 }), best.1 <= max(1, best.0.count / 3 + 1) else { return nil }
        return best.0
    }

    private static func editDistance(_ first: [Character], _ second: [Character]) -> Int {
        var row = Array(0...second.count)
        for (i, left) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in second.enumerated() {
                let substitution = diagonal + (left == right ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[second.count]
    }
}

import FlowKit
import TerminalKit

/// A line of the help.
enum HelpLine: Hashable, Sendable {
    case heading(String)
    /// What it is about, and what it says from a column on.
    case entry(String, String, column: Int)
    case blank
}

/// The help, from the tables of keys, marks, filter terms and commands.
enum HelpText {
    /// - Parameters:
    ///   - contexts: their keys come first, the others after them.
    ///   - query: only entries with this text, and the headings over them.
    ///   - columns: what there is room for; text that is longer goes on in the next line.
    static func lines(
        askedIn contexts: [KeyContext],
        signs: Signs,
        containing query: String,
        columns: Int
    ) -> [HelpLine] {
        var lines: [HelpLine] = []
        for section in sections(askedIn: contexts, signs: signs) {
            let entries = section.entries.filter { entry in
                query.isEmpty || "\(section.title) \(entry.sign) \(entry.text)".containsIgnoringCase(query)
            }
            guard !entries.isEmpty else { continue }
            if !lines.isEmpty { lines.append(.blank) }
            lines.append(.heading(section.title))
            let widest = entries.map { TextWidth.columns(of: $0.sign) }.max() ?? 0
            let column = min(signColumn + min(widest, signLimit) + 2, columns / 2)
            for entry in entries {
                for (index, text) in wrapped(entry.text, columns: columns - column).enumerated() {
                    lines.append(.entry(index == 0 ? entry.sign : "", text, column: column))
                }
            }
        }
        return lines
    }

    static let signColumn = 3
    static let signLimit = 26

    /// Cut between words; a word that is too long stays whole.
    private static func wrapped(_ text: String, columns: Int) -> [String] {
        text.split(separator: " ").reduce(into: [""]) { lines, word in
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if TextWidth.columns(of: last) + 1 + TextWidth.columns(of: word) <= columns {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
    }

    private struct Section: Sendable {
        var title: String
        var entries: [(sign: String, text: String)]
    }

    private static func sections(askedIn contexts: [KeyContext], signs: Signs) -> [Section] {
        let others = KeyMap.standard.contexts.filter { !contexts.contains($0) }
        let keys = (contexts + others).map { context in
            Section(
                title: "Keys: \(context.title)",
                entries: KeyMap.standard.bindings(in: context).map { ($0.keysText, $0.helpText) }
            )
        }
        let editing = Section(
            title: "Keys: While typing a line",
            entries: promptKeys
                + LineEditor.operations.map { operation in
                    (operation.keys.map(KeySpec.text).joined(separator: ", "), operation.help)
                }
        )
        let text = Section(
            title: "Keys: While editing a text",
            entries: TextArea.bindings.map {
                ($0.keys.map(KeySpec.text).joined(separator: ", "), $0.help.capitalizedFirst)
            }
        )
        let marks = Section(title: "Marks of a flow", entries: signs.legend)
        let messageMarks = Section(title: "Marks of a message", entries: signs.messageLegend)
        let commands = Section(title: "Commands (after :)", entries: Commands.builtIn.all.map { ($0.usage, $0.help) })
        let terms = Section(
            title: "Filter terms",
            entries: operators + FilterTerms.builtIn.map { ($0.usage, "\($0.help): \($0.example)") }
        )
        return keys + [editing, text, marks, messageMarks, messageFilter, terms, commands]
    }

    private static let messageFilter = Section(
        title: "Filter of messages",
        entries: MessageFilterPrompt.words.map { ($0.text, $0.help) }
    )

    private static let operators: [(sign: String, text: String)] = [
        ("a b, a & b", "Both"), ("a | b", "Either"), ("!a", "Not"), ("( )", "Group"), ("'a b', \"a b\"", "With spaces"),
    ]

    private static let promptKeys: [(sign: String, text: String)] = [
        ("enter", "Accept"), ("esc, ctrl c", "Leave it as it was"),
        ("tab, shift tab", "Complete, and the next candidate"),
    ]
}

extension KeyBinding {
    /// What the key does, in the row's words or the command's.
    package var helpText: String {
        help ?? Commands.builtIn[commandName]?.help ?? commandLine
    }
}

extension Signs {
    /// What each mark means.
    var legend: [(sign: String, text: String)] {
        [
            (tls, "Encrypted between client and server"),
            (replay, "Sent by you: a replay"),
            (edited, "Sent by you, after an edit"),
            (streaming, "Not finished yet"),
            (blocked, "Stopped by a rule"),
            (answered, "Answered by Sluice itself"),
            (failed, "Failed; the detail says why"),
            (tunnel, "A tunnel, relayed unread"),
            (webSocket, "A WebSocket"),
            (marked, "Marked by you"),
        ]
    }

    /// What each mark of a message means.
    var messageLegend: [(sign: String, text: String)] {
        [
            (fromClient, "From the client to the server"),
            (fromServer, "From the server to the client"),
            (answered, "Injected: sent by you"),
            (compressed, "Compressed on the wire"),
            (fragmented, "Came in several frames"),
        ]
    }
}

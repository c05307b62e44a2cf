/// A typed command cut into words: spaces separate, `'…'` and `"…"` hold spaces.
struct CommandLine: Equatable {
    struct Word: Equatable {
        /// Without its quotes.
        var text: String
        /// Where it stands in the line, quotes included.
        var range: Range<String.Index>
    }

    let line: String
    let words: [Word]

    init(_ line: String) {
        self.line = line
        var words: [Word] = []
        var index = line.startIndex
        while let start = line[index...].firstIndex(where: { $0 != " " }) {
            let word = Self.word(in: line, from: start)
            words.append(word)
            index = word.range.upperBound
        }
        self.words = words
    }

    var name: String? { words.first?.text }

    /// The words after the name; a last argument that takes the rest gets it untouched.
    func arguments(for command: Command) -> [String] {
        let rest = words.dropFirst()
        guard let position = command.arguments.firstIndex(where: \.takesRest), rest.count > position else {
            return rest.map(\.text)
        }
        let first = rest[rest.startIndex + position]
        return rest.prefix(position).map(\.text) + [String(line[first.range.lowerBound...])]
    }

    private static func word(in line: String, from start: String.Index) -> Word {
        var text = ""
        var quote: Character?
        var index = start
        while index < line.endIndex {
            let character = line[index]
            switch quote {
            case nil where character == " ":
                return Word(text: text, range: start..<index)
            case nil where character == "\"" || character == "'":
                quote = character
            case character:
                quote = nil
            default:
                text.append(character)
            }
            index = line.index(after: index)
        }
        return Word(text: text, range: start..<index)
    }
}

/// One line of text being edited, as readline does it.
///
/// Moves and deletes by characters as a person sees them (grapheme clusters).
package struct LineEditor: Hashable, Sendable {
    /// What is pasted or typed beyond this many characters is dropped.
    private static let capacity = 32_768

    private var characters: [Character]
    /// Where the next character goes, in characters from the start.
    package private(set) var cursor: Int
    /// What `^k`, `^u`, `^w` took last, for `^y`.
    private var killed: [Character] = []
    private var history: [String]
    /// Which line of the history shows; `nil` while the line is a new one.
    private var historyIndex: Int?
    private var draft: [Character] = []

    /// - Parameter history: earlier lines, oldest first.
    package init(_ text: String = "", history: [String] = []) {
        characters = Array(Self.singleLine(text).prefix(Self.capacity))
        cursor = characters.count
        self.history = history
    }

    package var text: String { String(characters) }
    package var isEmpty: Bool { characters.isEmpty }
    package var textBeforeCursor: String { String(characters[..<cursor]) }

    /// Replaces everything; the cursor goes to the end.
    package mutating func setText(_ text: String) {
        characters = Array(Self.singleLine(text).prefix(Self.capacity))
        cursor = characters.count
    }

    /// Inserts at the cursor; line breaks become spaces.
    package mutating func insert(_ text: String) {
        let room = Self.capacity - characters.count
        let inserted = Self.singleLine(text).prefix(max(0, room))
        // Joined and split again: a mark may join the character before it.
        let before = String(characters[..<cursor]) + inserted
        let after = characters[cursor...]
        characters = Array(before)
        cursor = characters.count
        characters += after
    }

    /// Replaces the last characters before the cursor.
    package mutating func replace(lastCharacters count: Int, with text: String) {
        let start = max(0, cursor - count)
        characters.removeSubrange(start..<cursor)
        cursor = start
        insert(text)
    }

    private static func singleLine(_ text: some StringProtocol) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    // MARK: - Operations

    mutating func moveToStart() { cursor = 0 }
    mutating func moveToEnd() { cursor = characters.count }
    mutating func moveLeft() { cursor = max(0, cursor - 1) }
    mutating func moveRight() { cursor = min(characters.count, cursor + 1) }
    mutating func moveWordLeft() { cursor = wordStart }
    mutating func moveWordRight() { cursor = wordEnd }

    mutating func deleteBackward() {
        guard cursor > 0 else { return }
        cursor -= 1
        characters.remove(at: cursor)
    }

    mutating func deleteForward() {
        guard cursor < characters.count else { return }
        characters.remove(at: cursor)
    }

    mutating func killToStart() { kill(0..<cursor) }
    mutating func killToEnd() { kill(cursor..<characters.count) }
    mutating func killWordLeft() { kill(blankWordStart..<cursor) }
    mutating func killWordRight() { kill(cursor..<wordEnd) }
    mutating func yank() { insert(String(killed)) }

    mutating func showOlder() {
        let index = (historyIndex ?? history.count) - 1
        guard index >= 0 else { return }
        if historyIndex == nil { draft = characters }
        historyIndex = index
        setText(history[index])
    }

    mutating func showNewer() {
        guard let index = historyIndex else { return }
        guard index + 1 < history.count else {
            historyIndex = nil
            setText(String(draft))
            return
        }
        historyIndex = index + 1
        setText(history[index + 1])
    }

    private mutating func kill(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        killed = Array(characters[range])
        characters.removeSubrange(range)
        cursor = range.lowerBound
    }

    /// `^w` goes back to white space, as in a shell; alt-b and alt-f stop at punctuation too.
    private var blankWordStart: Int {
        var index = cursor
        while index > 0, characters[index - 1] == " " { index -= 1 }
        while index > 0, characters[index - 1] != " " { index -= 1 }
        return index
    }

    private var wordStart: Int {
        var index = cursor
        while index > 0, !characters[index - 1].isWordCharacter { index -= 1 }
        while index > 0, characters[index - 1].isWordCharacter { index -= 1 }
        return index
    }

    private var wordEnd: Int {
        var index = cursor
        while index < characters.count, !characters[index].isWordCharacter { index += 1 }
        while index < characters.count, characters[index].isWordCharacter { index += 1 }
        return index
    }
}

extension Character {
    fileprivate var isWordCharacter: Bool { isLetter || isNumber || self == "_" }
}

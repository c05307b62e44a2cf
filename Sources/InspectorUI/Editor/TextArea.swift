/// The text of a multi-line editor with its cursor: a value; no screen, no keys.
///
/// Lines are kept one string each, without their line feed (a carriage return stays, as text), so that an edit costs the
/// size of the lines it touches. Places are UTF-8 offsets, which strings find in constant time; the cursor always stands
/// between two characters.
struct TextArea: Hashable, Sendable {
    /// A place in the text.
    struct Position: Hashable, Comparable, Sendable {
        var line: Int
        /// UTF-8 offset into the line.
        var offset: Int

        static func < (lhs: Self, rhs: Self) -> Bool { (lhs.line, lhs.offset) < (rhs.line, rhs.offset) }
    }

    /// Never empty.
    private(set) var lines: [String]
    var cursor = Position(line: 0, offset: 0)
    /// A line that is wrong and why; any edit takes it away.
    private(set) var mark: LineMark?
    var history = History()
    var viewport = Viewport()
    /// The column that up and down aim for; `nil` after any other motion.
    var goalColumn: Int?

    init(_ text: String = "") {
        lines = Self.split(text)
    }

    /// The whole text. Costs its size.
    var text: String { lines.joined(separator: "\n") }

    var currentLine: String { lines[cursor.line] }
    var end: Position { Position(line: lines.count - 1, offset: lines[lines.count - 1].utf8.count) }

    /// Marks a line (from 0; beyond the end means the last) as wrong, and goes to the part that is.
    mutating func mark(_ wrong: LineMark) {
        var wrong = wrong
        wrong.line = min(max(wrong.line, 0), lines.count - 1)
        mark = wrong
        move(to: Position(line: wrong.line, offset: wrong.range.lowerBound))
    }

    /// Goes to the character boundary at or before the place; places outside the text are brought inside.
    mutating func move(to position: Position) {
        let line = min(max(position.line, 0), lines.count - 1)
        cursor = Position(line: line, offset: lines[line].characterOffset(atOrBefore: position.offset))
        goalColumn = nil
        history.endRun()
        reveal()
    }

    /// The only way text changes: `start ..< end` becomes `text`, and the cursor goes behind it.
    ///
    /// - Returns: what stood there.
    mutating func replace(_ start: Position, _ end: Position, with text: String) -> String {
        mark = nil
        goalColumn = nil
        let removed = substring(start, end)
        if start.line == end.line, !text.utf8.contains(0x0A) {
            lines[start.line].replaceOffsets(start.offset..<end.offset, with: text)
            cursor = Position(line: start.line, offset: start.offset + text.utf8.count)
        } else {
            var pieces = Self.split(text)
            let last = Position(line: start.line + pieces.count - 1, offset: pieces[pieces.count - 1].utf8.count)
            let isOneLine = pieces.count == 1
            pieces[0] = lines[start.line].prefix(toOffset: start.offset) + pieces[0]
            pieces[pieces.count - 1] += lines[end.line].suffix(fromOffset: end.offset)
            lines.replaceSubrange(start.line...end.line, with: pieces)
            cursor = isOneLine ? Position(line: start.line, offset: start.offset + last.offset) : last
        }
        // New text may have joined with a combining mark behind it.
        cursor.offset = lines[cursor.line].characterOffset(atOrAfter: cursor.offset)
        return removed
    }

    func substring(_ start: Position, _ end: Position) -> String {
        if start.line == end.line { return String(lines[start.line].slice(start.offset..<end.offset)) }
        var pieces = [lines[start.line].suffix(fromOffset: start.offset)]
        pieces += lines[(start.line + 1)..<end.line].map { $0[...] }
        pieces.append(lines[end.line].prefix(toOffset: end.offset))
        return pieces.joined(separator: "\n")
    }

    // By bytes: as characters, CR and LF together are one that is neither.
    private static func split(_ text: String) -> [String] {
        text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
    }
}

/// A line that is wrong, and why.
struct LineMark: Hashable, Sendable {
    var line: Int
    /// UTF-8 offsets into the line; empty where something is missing.
    var range: Range<Int>
    var message: String

    init(line: Int, range: Range<Int> = 0..<0, message: String) {
        self.line = line
        self.range = range
        self.message = message
    }
}

/// Strings by UTF-8 offset.
extension String {
    func index(atOffset offset: Int) -> Index {
        utf8.index(startIndex, offsetBy: min(max(offset, 0), utf8.count))
    }

    func offset(of index: Index) -> Int { utf8.distance(from: startIndex, to: index) }

    func prefix(toOffset offset: Int) -> Substring { self[..<index(atOffset: offset)] }
    func suffix(fromOffset offset: Int) -> Substring { self[index(atOffset: offset)...] }
    func slice(_ range: Range<Int>) -> Substring {
        self[index(atOffset: range.lowerBound)..<index(atOffset: range.upperBound)]
    }

    mutating func replaceOffsets(_ range: Range<Int>, with text: String) {
        replaceSubrange(index(atOffset: range.lowerBound)..<index(atOffset: range.upperBound), with: text)
    }

    func characterOffset(atOrBefore offset: Int) -> Int {
        guard offset > 0 else { return 0 }
        guard offset < utf8.count else { return utf8.count }
        // `index(after:)` starts from the boundary at or before the place.
        return self.offset(of: index(before: index(after: index(atOffset: offset))))
    }

    func characterOffset(atOrAfter offset: Int) -> Int {
        let before = characterOffset(atOrBefore: offset)
        return before >= min(offset, utf8.count) ? before : characterOffset(after: before)
    }

    func characterOffset(after offset: Int) -> Int {
        offset >= utf8.count ? utf8.count : self.offset(of: index(after: index(atOffset: offset)))
    }

    func characterOffset(before offset: Int) -> Int {
        offset <= 0 ? 0 : self.offset(of: index(before: index(atOffset: offset)))
    }
}

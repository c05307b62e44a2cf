import TerminalKit

extension TextArea {
    /// Where a key may take the cursor.
    enum Motion: Hashable, Sendable, CaseIterable {
        case left, right, up, down, wordLeft, wordRight
        case lineStart, lineEnd, pageUp, pageDown, textStart, textEnd
    }

    mutating func move(_ motion: Motion) {
        switch motion {
        case .left: move(to: previous(cursor))
        case .right: move(to: next(cursor))
        case .up: moveLines(-1)
        case .down: moveLines(1)
        case .pageUp: moveLines(-max(1, viewport.size.rows - 1))
        case .pageDown: moveLines(max(1, viewport.size.rows - 1))
        case .wordLeft: move(to: wordStart(before: cursor))
        case .wordRight: move(to: wordEnd(after: cursor))
        case .lineStart: move(to: Position(line: cursor.line, offset: 0))
        case .lineEnd: move(to: Position(line: cursor.line, offset: currentLine.utf8.count))
        case .textStart: move(to: Position(line: 0, offset: 0))
        case .textEnd: move(to: end)
        }
    }

    /// Up and down keep to the column they began in; beyond the first or last line they go to its very end.
    private mutating func moveLines(_ count: Int) {
        let goal = goalColumn ?? column(of: cursor)
        let line = cursor.line + count
        guard lines.indices.contains(line) || (abs(count) > 1 && lines.count > 1) else {
            return move(count < 0 ? .lineStart : .lineEnd)
        }
        let target = min(max(line, 0), lines.count - 1)
        move(to: Position(line: target, offset: offset(ofColumn: goal, inLine: target)))
        goalColumn = goal
    }

    func next(_ place: Position) -> Position {
        let line = lines[place.line]
        if place.offset < line.utf8.count {
            return Position(line: place.line, offset: line.characterOffset(after: place.offset))
        }
        return place.line + 1 < lines.count ? Position(line: place.line + 1, offset: 0) : place
    }

    func previous(_ place: Position) -> Position {
        if place.offset > 0 {
            return Position(line: place.line, offset: lines[place.line].characterOffset(before: place.offset))
        }
        guard place.line > 0 else { return place }
        return Position(line: place.line - 1, offset: lines[place.line - 1].utf8.count)
    }

    /// The end of the word under or after the place: over what is no word first, then over the word.
    func wordEnd(after place: Position) -> Position {
        let line = lines[place.line]
        guard place.offset < line.utf8.count else { return next(place) }
        var rest = line.suffix(fromOffset: place.offset)
        rest = rest.drop { !$0.isPartOfWord }
        rest = rest.drop { $0.isPartOfWord }
        return Position(line: place.line, offset: line.offset(of: rest.startIndex))
    }

    func wordStart(
        before place: Position,
        isPart: (Character) -> Bool = { $0.isPartOfWord }
    ) -> Position {
        guard place.offset > 0 else { return previous(place) }
        let line = lines[place.line]
        var head = line.prefix(toOffset: place.offset)
        while let last = head.last, !isPart(last) { head.removeLast() }
        while let last = head.last, isPart(last) { head.removeLast() }
        return Position(line: place.line, offset: line.offset(of: head.endIndex))
    }
}

extension Character {
    fileprivate var isPartOfWord: Bool { isLetter || isNumber || self == "_" }
}

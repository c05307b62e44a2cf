extension TextArea {
    /// Puts text at the cursor: a character, or a paste of many lines.
    ///
    /// Line ends of a paste become line feeds, however the terminal sent them.
    mutating func insert(_ text: String) {
        edit(cursor, cursor, with: text.withUnixLineEnds)
    }

    /// Replaces everything; `undo` brings it back.
    mutating func setText(_ text: String) {
        edit(Position(line: 0, offset: 0), end, with: text)
        move(.textStart)
    }

    mutating func deleteBackward() { delete(to: previous(cursor)) }
    mutating func deleteForward() { delete(to: next(cursor)) }
    mutating func deleteWordBackward() { delete(to: wordStart(before: cursor)) }
    /// Back to white space, as in a shell.
    mutating func deleteBlankWordBackward() { delete(to: wordStart(before: cursor) { !$0.isWhitespace }) }
    mutating func deleteWordForward() { delete(to: wordEnd(after: cursor)) }
    mutating func deleteToLineStart() { delete(to: Position(line: cursor.line, offset: 0)) }

    /// Deletes the rest of the line; at its end, the line break.
    mutating func deleteToLineEnd() {
        let lineEnd = Position(line: cursor.line, offset: currentLine.utf8.count)
        delete(to: cursor == lineEnd ? next(cursor) : lineEnd)
    }

    private mutating func delete(to place: Position) {
        history.endRun()
        edit(min(cursor, place), max(cursor, place), with: "")
    }
}

extension String {
    fileprivate var withUnixLineEnds: String {
        guard utf8.contains(0x0D) else { return self }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        var wasReturn = false
        for byte in utf8 {
            if byte == 0x0D || (byte == 0x0A && !wasReturn) { bytes.append(0x0A) }
            if byte != 0x0D && byte != 0x0A { bytes.append(byte) }
            wasReturn = byte == 0x0D
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

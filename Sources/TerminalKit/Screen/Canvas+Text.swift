extension Canvas {
    /// Draws one line of text.
    ///
    /// A column left of 0 scrolls: the text's start is clipped. The cost is bounded by the columns drawn, not by the text.
    ///
    /// - Parameters:
    ///   - limit: The most columns to use; `nil` is up to the right edge.
    ///   - tabColumns: The distance of tab stops from the text's start; `nil` draws `^I`.
    /// - Returns: The columns used, those clipped on the left included; 0 when the row is outside.
    @discardableResult
    package mutating func draw(
        _ text: some StringProtocol,
        column: Int,
        row: Int,
        style: Style = .plain,
        limit: Int? = nil,
        elide elision: Elision = .end,
        tabColumns: Int? = nil
    ) -> Int {
        let room = min(limit ?? .max, columns.subtractingReportingOverflow(column).partialValue, 1 << 32)
        guard room > 0, row >= 0, row < rows else { return 0 }
        if let used = drawPlain(text, column: column, row: row, style: style, room: room, elision) { return used }
        let line = Substring(text)
        let (start, isWhole) = Self.glyphs(at: Sanitizer.glyphs(of: line, tabColumns: tabColumns), upTo: room)
        let glyphs = isWhole ? start : elided(line, from: start, room: room, elision, tabColumns: tabColumns)
        var used = 0
        for glyph in glyphs {
            put(glyph, column: column + used, row: row, style: style)
            used += glyph.columns
        }
        return used
    }

    /// Draws text so that it ends before `column`.
    @discardableResult
    package mutating func draw(
        _ text: some StringProtocol,
        endingAt column: Int,
        row: Int,
        style: Style = .plain,
        limit: Int? = nil,
        elide elision: Elision = .end
    ) -> Int {
        let room = min(limit ?? .max, column, columns)
        guard room > 0 else { return 0 }
        let plain = PlainText.reading(text, upTo: room) { text, isWhole in isWhole ? text.count : room }
        let used = plain ?? Self.columns(of: text, upTo: room)
        return draw(text, column: column - used, row: row, style: style, limit: used, elide: elision)
    }

    /// - Returns: `nil` where the text is more than ASCII, or cut elsewhere than at its end; nothing is drawn then.
    private mutating func drawPlain(
        _ text: some StringProtocol,
        column: Int,
        row: Int,
        style: Style,
        room: Int,
        _ elision: Elision
    ) -> Int? {
        let mark = symbols.ellipsis
        let drawn = PlainText.reading(text, upTo: room) { text, isWhole -> Int? in
            if isWhole || elision == .clip {
                put(text, column: column, row: row, style: style)
                return text.count
            }
            guard elision == .end else { return nil }
            put(text.dropLast(), column: column, row: row, style: style)
            for glyph in Sanitizer.glyphs(of: mark).prefix(1) {
                put(glyph, column: column + room - 1, row: row, style: style)
            }
            return room
        }
        return drawn ?? nil
    }

    /// The columns of text in `room`, all of which text takes that has to be cut.
    private static func columns(of text: some StringProtocol, upTo room: Int) -> Int {
        let (glyphs, isWhole) = glyphs(at: Sanitizer.glyphs(of: text), upTo: room)
        return isWhole ? glyphs.reduce(0) { $0 + $1.columns } : room
    }

    private func elided(
        _ line: Substring,
        from start: [Glyph],
        room: Int,
        _ elision: Elision,
        tabColumns: Int?
    ) -> [Glyph] {
        let mark = Array(Sanitizer.glyphs(of: symbols.ellipsis))
        let rest = room - mark.reduce(0) { $0 + $1.columns }
        guard elision != .clip, rest >= 0 else { return start }
        switch elision {
        case .clip: return start
        case .end: return Self.first(of: start, upTo: rest) + mark
        case .start: return mark + Self.last(of: line, upTo: rest, tabColumns: tabColumns)
        case .middle:
            let head = Self.first(of: start, upTo: (rest + 1) / 2)
            return head + mark + Self.last(of: line, upTo: rest / 2, tabColumns: tabColumns)
        }
    }

    /// The glyphs that fit in `room`, and whether that is all of them.
    private static func glyphs(at reader: GlyphReader, upTo room: Int) -> (glyphs: [Glyph], isWhole: Bool) {
        var reader = reader
        var glyphs: [Glyph] = []
        var used = 0
        let scalarLimit = room.multipliedReportingOverflow(by: 16).partialValue.magnitude
        while let glyph = reader.next() {
            guard used + glyph.columns <= room, reader.scalarCount.magnitude <= scalarLimit else {
                return (glyphs, false)
            }
            glyphs.append(glyph)
            used += glyph.columns
        }
        return (glyphs, true)
    }

    private static func first(of glyphs: [Glyph], upTo room: Int) -> [Glyph] {
        var used = 0
        return Array(
            glyphs.prefix { glyph in
                used += glyph.columns
                return used <= room
            }
        )
    }

    private static func last(of line: Substring, upTo room: Int, tabColumns: Int?) -> [Glyph] {
        // The tail of a line of any size: enough scalars for cells with all their marks.
        let tail = Substring(line.unicodeScalars.suffix(room * 8))
        var used = 0
        let kept = Sanitizer.glyphs(of: tail, tabColumns: tabColumns).reversed().prefix { glyph in
            used += glyph.columns
            return used <= room
        }
        return kept.reversed()
    }
}

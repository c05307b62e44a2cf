/// JSON that comes a value a line, whatever it is declared as.
enum JSONRows {
    static func isDeclared(_ content: Content) -> Bool { content.mediaType?.isRows ?? false }

    /// True where a first line is an object or an array whole, and another one follows.
    static func looksLikeRows(_ content: Content) -> Bool {
        guard content.isTypeUnknown || content.mediaType?.isJSON == true, !content.isBinary else { return false }
        let bytes = Array(content.bytes.prefix(guessedByteCount))
        var place = CuttingPlace()
        guard let row = cut(bytes, isOpen: true, number: 1, at: &place), isObjectOrArray(bytes[row.range]) else {
            return false
        }
        return place.begin(in: bytes, isOpen: true, skipping: isSpace) && isOpening(bytes[place.start])
    }

    /// How much of a content may be the row that a guess is made by.
    private static let guessedByteCount = 64 << 10

    static func cut(_ bytes: [UInt8], isOpen: Bool, number: Int, at place: inout CuttingPlace) -> BodyPart? {
        guard place.begin(in: bytes, isOpen: isOpen, skipping: isSpace) else { return nil }
        let end = place.lineEnd(in: bytes) { $0 == 0x0A || $0 == recordSeparator }
        if end == nil && isOpen { return nil }
        let line = bytes[place.start..<(end ?? bytes.count)]
        let range = line.startIndex..<((line.lastIndex { !isSpace($0) } ?? line.startIndex) + 1)
        place.skip(to: line.endIndex)
        return BodyPart(
            kind: .row,
            number: number,
            range: range,
            payload: range,
            // The last row needs no line break where it is whole.
            isFinished: end != nil || !endsEarly(bytes[range])
        )
    }

    /// Before each value of a JSON text sequence (RFC 7464).
    private static let recordSeparator: UInt8 = 0x1E

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte) || byte == recordSeparator
    }

    private static func isOpening(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
    }

    private static func isObjectOrArray(_ row: ArraySlice<UInt8>) -> Bool {
        guard let first = row.first, isOpening(first) else { return false }
        return error(in: row) == nil
    }

    private static func endsEarly(_ row: ArraySlice<UInt8>) -> Bool {
        error(in: row)?.code == .unexpectedEnd
    }

    private static func error(in row: ArraySlice<UInt8>) -> JSONError? {
        var tokenizer = JSONTokenizer(Array(row))
        do throws(JSONError) {
            while try tokenizer.next() != nil {}
            return nil
        } catch {
            return error
        }
    }
}

/// How a body stands in editable text, and the way back.
struct EditableBody: Hashable, Sendable {
    /// Larger bodies are not put into an editor.
    static let editableByteLimit = 4 << 20

    private enum Form: Hashable {
        /// Text; `hasCRLF`: every line break of the body is CRLF, and shown as LF.
        case text(hasCRLF: Bool)
        case placeholder
    }

    /// What the text shows.
    let text: String
    private let form: Form
    private let original: Body?
    private let coding: BodyCoding
    /// False for a body shown as received because it is not in the coding its fields name.
    private let isDecoded: Bool

    init(of request: Request) {
        original = request.body
        coding = BodyCoding(request.headers)
        guard let body = request.body, body.capturedByteCount > 0 || body.isTruncated else {
            text = ""
            form = .text(hasCRLF: false)
            isDecoded = true
            return
        }
        guard let shown = Self.shown(body, coding: coding) else {
            text = Self.placeholder(for: body)
            form = .placeholder
            isDecoded = true
            return
        }
        let hasCRLF = Self.hasOnlyCRLF(shown.utf8)
        text = String(decoding: hasCRLF ? shown.utf8.filter { $0 != 0x0D } : shown.utf8, as: UTF8.self)
        form = .text(hasCRLF: hasCRLF)
        isDecoded = shown.isDecoded
    }

    /// The body that the edited text asks for.
    ///
    /// - Parameter line: where the body begins in the text.
    func body(editedAs edited: ArraySlice<UInt8>, line: Int, headers: Headers) throws(EditTextError) -> Body? {
        let newCoding = BodyCoding(headers)
        switch form {
        case .placeholder:
            let rest = edited.dropFirst(text.utf8.count)
            if edited.starts(with: text.utf8), rest.allSatisfy({ $0 == 0x0A || $0 == 0x0D }) { return original }
            if edited.starts(with: Self.placeholderStart.utf8) {
                let message = "this line stands for the body: restore it, or replace all of it with the new body"
                throw EditTextError(line: line, range: 0..<Self.line(edited).count, message: message)
            }
            return try encode(edited, line: line, coding: newCoding)
        case .text(let hasCRLF):
            if edited.elementsEqual(text.utf8), edited.isEmpty || newCoding == coding { return original }
            return try encode(hasCRLF ? edited.withCRLF() : Array(edited), line: line, coding: newCoding)
        }
    }

    private func encode(_ text: some Collection<UInt8>, line: Int, coding: BodyCoding) throws(EditTextError) -> Body? {
        guard !text.isEmpty else { return Body() }
        let (bytes, failure) = coding.charset.encode(text)
        guard let bytes else {
            let (row, range) = Self.position(of: failure, in: Array(text))
            let message = "this character does not exist in \(coding.charset.name), the charset of the Content-Type"
            throw EditTextError(line: line + row, range: range, message: message)
        }
        let isAsReceived = !isDecoded && coding.contentCodings == self.coding.contentCodings
        return Body(isAsReceived ? bytes : coding.encode(bytes))
    }

    /// The body as UTF-8, or `nil` where it is not something to edit.
    private static func shown(_ body: Body, coding: BodyCoding) -> (utf8: [UInt8], isDecoded: Bool)? {
        guard !body.isTruncated, body.byteCount <= editableByteLimit, let body = body.inMemory else { return nil }
        guard let content = coding.decode(body, limit: editableByteLimit) else { return nil }
        guard let shown = coding.charset.decode(content.bytes), isEditable(shown) else { return nil }
        return (shown, content.isDecoded)
    }

    /// Whether there is no control character but tab and line breaks.
    private static func isEditable(_ utf8: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for byte in utf8 {
            let isC1 = previous == 0xC2 && byte < 0xA0
            if isC1 || byte == 0x7F || (byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D) { return false }
            previous = byte
        }
        return true
    }

    private static func hasOnlyCRLF(_ bytes: [UInt8]) -> Bool {
        var breaks = 0
        for index in bytes.indices where bytes[index] == 0x0D || bytes[index] == 0x0A {
            let pair = bytes[index] == 0x0D ? index + 1 : index - 1
            guard bytes.indices.contains(pair), bytes[pair] == (bytes[index] == 0x0D ? 0x0A : 0x0D) else {
                return false
            }
            breaks += 1
        }
        return breaks > 0
    }

    private static let placeholderStart = "[body: "

    private static func placeholder(for body: Body) -> String {
        if let absence = body.absence { return "\(placeholderStart)\(absence)]" }
        let what =
            body.isTruncated
            ? "the first \(body.capturedByteCount) of \(body.byteCount) bytes"
            : "\(body.byteCount) bytes that are not text to edit"
        return "\(placeholderStart)\(what), sent as they are while this line stays]"
    }

    private static func line(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.prefix { $0 != 0x0A && $0 != 0x0D }
    }

    private static func position(of offset: Int, in bytes: [UInt8]) -> (line: Int, range: Range<Int>) {
        let before = bytes[..<offset]
        let column = offset - ((before.lastIndex(of: 0x0A) ?? -1) + 1)
        let width = 1 + bytes[(offset + 1)...].prefix { $0 & 0xC0 == 0x80 }.count
        return (before.count { $0 == 0x0A }, column..<(column + width))
    }
}

extension Collection<UInt8> {
    /// Each LF as CRLF; those that are already are left.
    fileprivate func withCRLF() -> [UInt8] {
        var result: [UInt8] = []
        for byte in self {
            if byte == 0x0A, result.last != 0x0D { result.append(0x0D) }
            result.append(byte)
        }
        return result
    }
}

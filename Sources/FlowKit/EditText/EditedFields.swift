/// The field lines of edited text.
struct EditedFields {
    private let base: Request
    private var block: [UInt8] = []

    /// - Parameter lines: the head without its first line.
    init(_ lines: ArraySlice<ArraySlice<UInt8>>, basedOn editable: EditableRequest) throws(EditTextError) {
        base = editable.request
        // What each shown line was on the wire; lines that look alike are used up in their order.
        var originals: [[UInt8]: [ArraySlice<UInt8>]] = [:]
        for line in EditableRequest.shownLines(of: base.headers).reversed() {
            originals[Array(WireText.decode(line.content).utf8), default: []].append(line.whole)
        }
        for (index, line) in zip(lines.indices, lines) {
            if let original = originals[Array(line)]?.popLast() {
                block += original
            } else {
                let name = try Self.name(of: line, at: index)
                let sameNamed = base.headers.first { $0.nameBytes.equalsIgnoringASCIICase(name) }
                block += Self.encode(line, like: sameNamed.map { Array($0.valueBytes) } ?? [])
                block += [0x0D, 0x0A]
            }
        }
    }

    /// The fields of the request as edited, `Host` and the pseudo-fields following its request line.
    func headers(for edited: Request) -> Headers {
        var headers = Headers(lines: block)
        followHost(in: &headers, to: edited.origin)
        guard edited.version == .http2 else { return headers }
        var pseudo = Headers()
        for field in base.headers where field.nameBytes.first == UInt8(ascii: ":") {
            pseudo.append(name: field.nameBytes, value: Self.pseudoValue(of: field, in: edited, base: base))
        }
        return Headers(lines: pseudo.bytes + headers.bytes)
    }

    /// A Host line that nobody touched, and that named the old origin, names the new one.
    private func followHost(in headers: inout Headers, to origin: Origin) {
        guard origin != base.origin, headers.lines("Host") == base.headers.lines("Host") else { return }
        guard let value = headers["Host"]?.lowercased() else { return }
        if value == base.origin.authority || value == base.origin.hostAndPort {
            headers.replaceKeepingSpacing("Host", with: origin.authority)
        }
    }

    private static func pseudoValue(of field: Headers.Field, in edited: Request, base: Request) -> [UInt8] {
        switch field.name {
        case ":method" where edited.method != base.method: Array(edited.method.utf8)
        case ":scheme" where edited.origin.scheme != base.origin.scheme: Array(edited.origin.scheme.rawValue.utf8)
        case ":authority" where edited.origin != base.origin: Array(edited.origin.authority.utf8)
        case ":path" where edited.target != base.target: edited.target.bytes
        default: Array(field.valueBytes)
        }
    }

    private static func name(of line: ArraySlice<UInt8>, at index: Int) throws(EditTextError) -> ArraySlice<UInt8> {
        func fail(_ range: Range<Int>, _ message: String) -> EditTextError {
            let range = (range.lowerBound - line.startIndex)..<(range.upperBound - line.startIndex)
            return EditTextError(line: index, range: range, message: message)
        }
        if let first = line.first, first == 0x20 || first == 0x09 {
            let range = line.startIndex..<(line.startIndex + 1)
            throw fail(range, "a field cannot begin with a space: put the value on one line")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            throw fail(line.startIndex..<line.endIndex, "a field is Name: value, and an empty line ends the fields")
        }
        let name = line[..<colon]
        guard !name.isEmpty else { throw fail(colon..<(colon + 1), "the field needs a name before the colon") }
        if let bad = name.firstIndex(where: { !$0.isTokenByte }) {
            let isSpaceBeforeColon = name[bad...].allSatisfy { $0 == 0x20 || $0 == 0x09 }
            let message =
                isSpaceBeforeColon
                ? "no space may stand before the colon" : "this character cannot stand in a field name"
            throw fail(bad..<(isSpaceBeforeColon ? colon : bad + 1), message)
        }
        if let bad = line.firstIndex(where: { $0 == 0x00 || $0 == 0x0D }) {
            let what = line[bad] == 0 ? "a NUL byte" : "a carriage return"
            throw fail(bad..<(bad + 1), "\(what) in a value would break the message")
        }
        return name
    }

    /// UTF-8 text as Latin-1 where it replaces bytes that were Latin-1, and can be that.
    static func encode(_ text: ArraySlice<UInt8>, like original: [UInt8]) -> [UInt8] {
        if String(validating: original, as: UTF8.self) != nil { return Array(text) }
        return TextCharset.latin1.encode(text).bytes ?? Array(text)
    }
}

extension Headers {
    /// The whole lines of that name, as they stand in the block.
    func lines(_ name: String) -> [ArraySlice<UInt8>] {
        lines.compactMap { field, range in field.isNamed(name) ? bytes[range] : nil }
    }

    /// Like `replace` for the first field of that name, but keeps what stands around the value, and further fields.
    mutating func replaceKeepingSpacing(_ name: String, with value: String) {
        guard let field = first(where: { $0.isNamed(name) }) else { return }
        let range = field.valueBytes.startIndex..<field.valueBytes.endIndex
        self = Headers(lines: bytes[..<range.lowerBound] + Array(value.utf8) + bytes[range.upperBound...])
    }
}

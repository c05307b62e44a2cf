/// The names and values of a URL-encoded form, decoded, in order, repeated names kept.
struct FormView: ContentView {
    let name = "form"

    /// Wider names do not widen the column.
    private static let nameColumnLimit = 32
    /// How many names decide the column's width.
    private static let measuredCount = 1000

    func priority(for content: Content) -> ContentPriority {
        content.mediaType?.essence == "application/x-www-form-urlencoded" ? .declared : .never
    }

    func render(_ content: Content, into output: inout ContentOutput) {
        let text = content.utf8
        var measured = FormFields(text)
        var width = 0
        for _ in 0..<Self.measuredCount {
            guard let field = measured.next() else { break }
            let count = WireText.decode(field.name).count
            if count <= Self.nameColumnLimit { width = max(width, count) }
        }
        var fields = FormFields(text)
        while !output.isFull, let field = fields.next() {
            output.startLine()
            output.write(field.name[...], .name)
            guard let value = field.value else { continue }
            let count = WireText.decode(field.name).count
            output.write(String(repeating: " ", count: max(0, width - count)) + " = ", .punctuation)
            output.write(value[...], .string)
        }
    }
}

/// The fields of a URL-encoded form, one after the other.
private struct FormFields {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    /// `value` is `nil` for a name without an equals sign.
    mutating func next() -> (name: [UInt8], value: [UInt8]?)? {
        // Clients end a form with a line break now and then; nothing between two ampersands is no field.
        rest = rest.drop { $0 == UInt8(ascii: "&") || $0 == 0x0D || $0 == 0x0A }
        guard !rest.isEmpty else { return nil }
        let field = rest.prefix { $0 != UInt8(ascii: "&") }
        rest = rest[field.endIndex...]
        let name = field.prefix { $0 != UInt8(ascii: "=") }
        let value = name.endIndex < field.endIndex ? field[(name.endIndex + 1)...] : nil
        return (percentDecoded(name, plusIsSpace: true), value.map { percentDecoded($0, plusIsSpace: true) })
    }
}

/// Text in its charset, line by line.
struct PlainTextView: ContentView {
    let name = "text"

    func priority(for content: Content) -> ContentPriority {
        content.isBinary ? .never : .general
    }

    func render(_ content: Content, into output: inout ContentOutput) {
        output.write(content.utf8[...])
    }
}

/// The bytes as they came: ASCII and valid UTF-8 as text, anything else as `\xNN`.
struct RawView: ContentView {
    let name = "raw"

    func priority(for content: Content) -> ContentPriority { .fallback }

    func render(_ content: Content, into output: inout ContentOutput) {
        var rest = content.bytes[...]
        while !rest.isEmpty && !output.isFull {
            let text = rest.prefix(validUTF8Count(rest.prefix(1024)))
            output.write(text)
            rest = rest[text.endIndex...]
            if text.isEmpty, let byte = rest.popFirst() { output.write("\\x" + byte.hexadecimal, .dim) }
        }
    }
}

/// How many bytes at the start are whole, valid UTF-8 characters.
private func validUTF8Count(_ bytes: ArraySlice<UInt8>) -> Int {
    var decoder = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var count = 0
    while case .valid(let scalar) = decoder.parseScalar(from: &iterator) { count += scalar.count }
    return count
}

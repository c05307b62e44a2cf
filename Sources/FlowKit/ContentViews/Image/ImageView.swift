/// What the head of a PNG, GIF, JPEG or WebP image says: format, size, and what else is cheap to know.
struct ImageView: ContentView {
    let name = "image"

    func priority(for content: Content) -> ContentPriority {
        if let essence = content.mediaType?.essence, ImageFormat.mediaTypes.contains(essence) { return .declared }
        return content.isBinary && ImageFormat.of(content.bytes) != nil ? .sniffed : .never
    }

    func render(_ content: Content, into output: inout ContentOutput) throws(ContentViewError) {
        guard let format = ImageFormat.of(content.bytes) else {
            throw ContentViewError(message: "not a PNG, GIF, JPEG or WebP image")
        }
        let size = "\(content.bytes.count) bytes\(content.isTruncated ? ", captured in part" : "")"
        for fact in [ImageFact("Format", format.name)] + format.facts(content.bytes) + [ImageFact("Data", size)] {
            output.startLine()
            let padding = String(repeating: " ", count: max(0, 14 - fact.name.count))
            output.write(fact.name + padding, .name)
            output.write("  " + fact.value)
        }
    }
}

/// One line about an image.
struct ImageFact {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    static func size(_ width: Int, _ height: Int) -> ImageFact { ImageFact("Size", "\(width) × \(height) pixels") }
}

/// An image format: how it begins and what its head says.
struct ImageFormat: Sendable {
    let name: String
    let matches: @Sendable ([UInt8]) -> Bool
    let facts: @Sendable ([UInt8]) -> [ImageFact]

    static let builtIn: [ImageFormat] = [.png, .gif, .jpeg, .webP]
    static let mediaTypes: Set<String> = [
        "image/png", "image/apng", "image/gif", "image/jpeg", "image/jpg", "image/webp",
    ]

    static func of(_ bytes: [UInt8]) -> ImageFormat? {
        builtIn.first { $0.matches(bytes) }
    }
}

/// Reads numbers from anywhere in a file; `nil` beyond its end.
struct ImageBytes {
    let bytes: [UInt8]

    subscript(offset: Int) -> Int? { bytes.indices.contains(offset) ? Int(bytes[offset]) : nil }

    func bigEndian(_ offset: Int, count: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - count else { return nil }
        return bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | Int($1) }
    }

    func littleEndian(_ offset: Int, count: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - count else { return nil }
        return bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    /// Latin-1, up to a zero byte.
    func text(_ offset: Int, count: Int) -> String {
        guard offset >= 0, offset < bytes.count, count > 0 else { return "" }
        return WireText.decode(bytes[offset..<min(offset + count, bytes.count)].prefix { $0 != 0 })
    }
}

/// What the fields of a message say about how its body's text became bytes.
struct BodyCoding: Hashable, Sendable {
    let charset: TextCharset
    /// In the order they were applied.
    let contentCodings: [String]

    init(_ headers: Headers) {
        charset = TextCharset(contentType: headers["Content-Type"] ?? "")
        contentCodings = ContentCoding.names(in: headers)
    }

    /// The content of a body that was captured whole, and whether the codings were undone for that.
    ///
    /// A body that is not what its fields say stands as received; `nil`: only a part of it could be decoded.
    func decode(_ body: Body, limit: Int) -> (bytes: [UInt8], isDecoded: Bool)? {
        let decoded = DecodedBody(body, codings: contentCodings, limit: limit)
        if decoded.notes.isEmpty { return (decoded.bytes, true) }
        return decoded.codings.isEmpty ? (body.bytes, false) : nil
    }

    /// Content with the codings applied; unchanged where one of them is unknown.
    func encode(_ content: [UInt8]) -> [UInt8] {
        // An unknown coding is the person's own word for what was typed; `EditableRequest` warns of it.
        (try? ContentCoding.encode(content, with: contentCodings)) ?? content
    }
}

/// The charsets a body can be edited in.
enum TextCharset: Hashable, Sendable {
    case utf8
    case latin1

    /// Latin-1 only where the media type says so; everything else must prove to be UTF-8.
    init(contentType: String) {
        let parameters = contentType.split(separator: ";").dropFirst().map { part in
            String(decoding: part.utf8.trimmingWhitespace(), as: UTF8.self).lowercased().filter { $0 != "\"" }
        }
        let isLatin1 = parameters.contains { ["charset=iso-8859-1", "charset=latin1"].contains($0) }
        self = isLatin1 ? .latin1 : .utf8
    }

    var name: String { self == .latin1 ? "ISO-8859-1" : "UTF-8" }

    /// Bytes of this charset as UTF-8; `nil` where they are not of this charset.
    func decode(_ bytes: [UInt8]) -> [UInt8]? {
        switch self {
        case .utf8: String(validating: bytes, as: UTF8.self) == nil ? nil : bytes
        case .latin1: Array(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })).utf8)
        }
    }

    /// UTF-8 text in this charset, or where its first character is that the charset lacks, as a byte offset.
    func encode(_ text: some Collection<UInt8>) -> (bytes: [UInt8]?, failure: Int) {
        guard self == .latin1 else { return (Array(text), 0) }
        var bytes: [UInt8] = []
        var offset = 0
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return (nil, offset) }
            bytes.append(byte)
            offset += UTF8.width(scalar)
        }
        return (bytes, 0)
    }
}

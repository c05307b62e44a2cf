/// Which charset a content is in, and whether it is text at all, found from its type and its beginning.
struct CharsetDetection {
    let charset: Charset
    /// What is wrong with the declared charset; `nil`: nothing.
    let note: String?
    /// True for what is not text in any charset known here.
    let isBinary: Bool

    private static let sampleByteCount = 1 << 16

    init(_ bytes: [UInt8], mediaType: MediaType?) {
        let declared = mediaType?["charset"] ?? Self.declaration(in: bytes, mediaType: mediaType)
        if let mark = Charset.byteOrderMark(of: bytes) {
            (charset, note, isBinary) = (mark.charset, nil, false)
            return
        }
        let sample = TextSample(bytes.prefix(Self.sampleByteCount), isWhole: bytes.count <= Self.sampleByteCount)
        let known = declared.flatMap(Charset.named)
        if let known {
            charset = known
        } else {
            charset = sample.isUTF8 ? .utf8 : .windows1252
        }
        let isUnknown = declared.map { known == nil && !Self.asciiLabels.contains($0.lowercased()) } ?? false
        note = isUnknown ? "unknown charset \"\((declared ?? "").prefix(40))\": read as \(charset.rawValue)" : nil
        let isWide = known.map { $0 != .utf8 && $0 != .windows1252 } ?? false
        let isDeclaredText = declared != nil || mediaType?.type == "text"
        isBinary = !isWide && sample.isBinary(isDeclaredText: isDeclaredText)
    }

    /// Declared by habit and often wrong: the bytes decide.
    private static let asciiLabels: Set<String> = ["us-ascii", "ascii", "binary", "none", ""]

    /// What the content says of itself: `<?xml … encoding="…"?>`, `<meta charset="…">`.
    private static func declaration(in bytes: [UInt8], mediaType: MediaType?) -> String? {
        let head = bytes.prefix(1024)
        guard head.contains(UInt8(ascii: "<")), mediaType?.isJSON != true else { return nil }
        let text = String(decoding: head.map(\.asciiLowercased), as: UTF8.self)
        let isXML = text.hasPrefix("<?xml")
        guard let place = text.firstRange(of: isXML ? "encoding=" : "charset=") else { return nil }
        if !isXML && !text[..<place.lowerBound].contains("<meta") { return nil }
        let value = text[place.upperBound...].drop { $0 == "\"" || $0 == "'" || $0 == " " }
        let label = value.prefix { $0.isLetter || $0.isNumber || "-_:.".contains($0) }
        // A declaration that was read as ASCII cannot be of a wider charset.
        return label.isEmpty || label.hasPrefix("utf-16") || label.hasPrefix("utf-32") ? nil : String(label)
    }
}

/// What the beginning of a content looks like.
private struct TextSample {
    let isUTF8: Bool
    private let byteCount: Int
    private let controlCount: Int
    private let highCount: Int

    /// - Parameter isWhole: false where the sample may end inside a character.
    init(_ bytes: ArraySlice<UInt8>, isWhole: Bool) {
        byteCount = bytes.count
        controlCount = bytes.count { $0 < 0x20 && !Self.textControls.contains($0) || $0 == 0x7F }
        highCount = bytes.count { $0 >= 0x80 }
        isUTF8 = Self.isUTF8(bytes) || (!isWhole && (1...3).contains { Self.isUTF8(bytes.dropLast($0)) })
    }

    /// Text in any language has next to no control characters; without a word about its charset it is mostly ASCII, too.
    func isBinary(isDeclaredText: Bool) -> Bool {
        if isUTF8 || isDeclaredText { return controlCount * 20 > byteCount }
        return controlCount > 0 || highCount * 2 > byteCount
    }

    private static let textControls: Set<UInt8> = [0x08, 0x09, 0x0A, 0x0C, 0x0D, 0x1B]

    private static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }
}

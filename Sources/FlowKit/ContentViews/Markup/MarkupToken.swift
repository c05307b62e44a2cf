/// One piece of XML or HTML.
struct MarkupToken {
    enum Kind: Equatable {
        case startTag(isSelfClosing: Bool)
        case endTag
        case comment
        /// `<!DOCTYPE …>`, `<?xml …?>` and the like.
        case declaration
        case characterData
        case text
        /// The text of an element whose content is not markup, such as `script`.
        case rawText
    }

    let kind: Kind
    /// The bytes it covers, brackets included.
    let bytes: ArraySlice<UInt8>
    /// The element's, for tags; in lower case for HTML.
    let name: String
}

/// Cuts XML or HTML into tokens. Never fails: what is no markup is text, what is not closed goes on to the end.
///
/// Every byte is in exactly one token, and no byte is looked at more than a few times.
struct MarkupTokenizer {
    private var rest: ArraySlice<UInt8>
    private let isHTML: Bool
    private var rawTextName: String?

    init(_ bytes: [UInt8], isHTML: Bool) {
        rest = bytes[...]
        self.isHTML = isHTML
    }

    mutating func next() -> MarkupToken? {
        if let name = rawTextName {
            rawTextName = nil
            let end = endOfRawText(name)
            if end > rest.startIndex { return take(upTo: end, .rawText) }
        }
        guard rest.first != nil else { return nil }
        return isMarkupStart(rest.startIndex) ? markup() : text()
    }

    private mutating func take(upTo end: Int, _ kind: MarkupToken.Kind, name: String = "") -> MarkupToken {
        let bytes = rest[..<end]
        rest = rest[end...]
        return MarkupToken(kind: kind, bytes: bytes, name: name)
    }

    // MARK: - Text

    private func isMarkupStart(_ index: Int) -> Bool {
        guard rest[index] == UInt8(ascii: "<"), index + 1 < rest.endIndex else { return false }
        let next = rest[index + 1]
        if next == UInt8(ascii: "!") || next == UInt8(ascii: "?") || next.isNameStart { return true }
        return next == UInt8(ascii: "/") && index + 2 < rest.endIndex && rest[index + 2].isNameStart
    }

    private mutating func text() -> MarkupToken {
        let end = rest.indices.first { rest[$0] == UInt8(ascii: "<") && isMarkupStart($0) }
        return take(upTo: end ?? rest.endIndex, .text)
    }

    private func endOfRawText(_ name: String) -> Int {
        let end = Array("</\(name)".utf8)
        let found = rest.indices.first { index in
            rest[index] == UInt8(ascii: "<") && rest[index...].prefix(end.count).equalsIgnoringASCIICase(end)
        }
        return found ?? rest.endIndex
    }

    // MARK: - Markup

    private mutating func markup() -> MarkupToken {
        if rest.starts(with: "<!--".utf8) { return take(upTo: end(after: "-->", from: 4), .comment) }
        if rest.starts(with: "<![CDATA[".utf8) { return take(upTo: end(after: "]]>", from: 9), .characterData) }
        if rest.starts(with: "<?".utf8) { return take(upTo: end(after: isHTML ? ">" : "?>", from: 2), .declaration) }
        if rest.starts(with: "<!".utf8) { return take(upTo: endOfDeclaration, .declaration) }
        return tag()
    }

    private mutating func tag() -> MarkupToken {
        let isEndTag = rest[rest.startIndex + 1] == UInt8(ascii: "/")
        let end = endOfTag
        let nameBytes = rest[(rest.startIndex + (isEndTag ? 2 : 1))..<end].prefix { $0.isNameByte }
        let written = String(decoding: nameBytes.prefix(64), as: UTF8.self)
        let name = isHTML ? written.lowercased() : written
        if isEndTag { return take(upTo: end, .endTag, name: name) }
        let isSelfClosing = rest[..<end].suffix(2).elementsEqual("/>".utf8)
        if isHTML && HTMLElements.rawText.contains(name) { rawTextName = name }
        return take(upTo: end, .startTag(isSelfClosing: isSelfClosing), name: name)
    }

    /// Behind the `>` that is not inside quotes.
    private var endOfTag: Int {
        var quote: UInt8?
        for index in rest.indices {
            let byte = rest[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: ">") {
                return index + 1
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                // Only a value is quoted; elsewhere a quote is a mistake that must not swallow the document.
                quote = rest[..<index].last { $0 != 0x20 } == UInt8(ascii: "=") ? byte : nil
            }
        }
        return rest.endIndex
    }

    /// Behind the `>` that is not inside the brackets of a document type's own declarations.
    private var endOfDeclaration: Int {
        var depth = 0
        for index in rest.indices {
            switch rest[index] {
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ">") where depth <= 0: return index + 1
            default: continue
            }
        }
        return rest.endIndex
    }

    private func end(after pattern: StaticString, from offset: Int) -> Int {
        let pattern = pattern.withUTF8Buffer { Array($0) }
        let start = min(rest.startIndex + offset, rest.endIndex)
        let found = rest[start...].indices.first { rest[$0] == pattern[0] && rest[$0...].starts(with: pattern) }
        return found.map { $0 + pattern.count } ?? rest.endIndex
    }
}

extension UInt8 {
    fileprivate var isNameStart: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(asciiLowercased) || self == UInt8(ascii: "_") || self >= 0x80
    }

    var isNameByte: Bool { !isMarkupSpace && self != UInt8(ascii: ">") && self != UInt8(ascii: "/") }

    var isMarkupSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

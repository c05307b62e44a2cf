/// The first line of edited text: `METHOD URL [VERSION]`.
struct EditedRequestLine {
    let method: String
    private(set) var target: WireText
    private(set) var origin: Origin
    private(set) var version: HTTPVersion

    /// A missing version is that of the request the text was made from.
    init(_ line: ArraySlice<UInt8>, basedOn editable: EditableRequest) throws(EditTextError) {
        let base = editable.request
        let content = line.trimmingWhitespace()
        guard let space = content.firstIndex(of: 0x20), space > content.startIndex else {
            let message = "the first line is a method and a URL, such as GET https://example.com/"
            throw EditTextError(line: 0, range: 0..<line.count, message: message)
        }
        let methodBytes = content[..<space]
        if let bad = methodBytes.firstIndex(where: { !$0.isTokenByte }) {
            let range = (bad - line.startIndex)..<(bad - line.startIndex + 1)
            throw EditTextError(line: 0, range: range, message: "a method is letters and digits, such as PATCH")
        }
        method = String(decoding: methodBytes, as: UTF8.self)
        target = base.target
        origin = base.origin
        version = base.version

        var shown = content[space...].trimmingWhitespace()
        if let last = shown.lastIndex(of: 0x20), shown[(last + 1)...].starts(with: "HTTP/".utf8) {
            version = try Self.version(shown[(last + 1)...], in: line)
            shown = shown[..<last].trimmingWhitespace()
        }
        let isUntouched = shown.elementsEqual(EditableRequest.shownTarget(of: base).utf8)
        if !isUntouched || (method == "CONNECT") != (base.method == "CONNECT") {
            try readTarget(shown, in: line, base: base)
        }
    }

    private mutating func readTarget(
        _ shown: ArraySlice<UInt8>,
        in line: ArraySlice<UInt8>,
        base: Request
    ) throws(EditTextError) {
        let start = shown.startIndex - line.startIndex
        if let bad = shown.firstIndex(where: { $0 <= 0x20 || $0 == 0x7F }) {
            let range = (bad - line.startIndex)..<(bad - line.startIndex + 1)
            let message = shown[bad] == 0x20 ? "a space in the URL: write %20" : "a control character in the URL"
            throw EditTextError(line: 0, range: range, message: message)
        }
        let bytes = EditedFields.encode(shown, like: base.target.bytes)
        do {
            if method == "CONNECT" {
                origin = try Origin(scheme: base.origin.scheme, authority: shown)
                target = WireText(bytes: bytes)
            } else if bytes.first == UInt8(ascii: "/") || bytes == [UInt8(ascii: "*")] {
                target = WireText(bytes: bytes)
            } else {
                // The bytes before the target are ASCII, or this throws: offsets are the same in either encoding.
                let url = try AbsoluteURL(bytes)
                origin = url.origin
                target = base.hasAbsoluteTarget ? WireText(bytes: bytes) : url.target
            }
        } catch {
            let range = (start + error.range.lowerBound)..<(start + error.range.upperBound)
            throw EditTextError(line: 0, range: range, message: error.message)
        }
    }

    private static func version(
        _ word: ArraySlice<UInt8>,
        in line: ArraySlice<UInt8>
    ) throws(EditTextError) -> HTTPVersion {
        let text = String(decoding: word, as: UTF8.self)
        if let version = HTTPVersion(rawValue: text == "HTTP/2.0" ? "HTTP/2" : text) { return version }
        let range = (word.startIndex - line.startIndex)..<(word.endIndex - line.startIndex)
        let known = HTTPVersion.allCases.map(\.rawValue).joined(separator: ", ")
        throw EditTextError(line: 0, range: range, message: "write one of \(known)")
    }
}

extension Request {
    fileprivate var hasAbsoluteTarget: Bool {
        method != "CONNECT" && target.bytes.first != UInt8(ascii: "/") && target.text.contains("://")
    }
}

extension UInt8 {
    /// May stand in a method or a field name (RFC 9110 §5.6.2).
    var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(self)
        }
    }
}

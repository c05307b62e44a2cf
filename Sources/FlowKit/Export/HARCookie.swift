/// A cookie of a `Cookie` or `Set-Cookie` field.
struct HARCookie {
    let name: String
    let value: String
    private(set) var attributes: [(String, JSONValue)] = []

    /// The cookies of one `Cookie` field.
    static func sent(in field: String) -> [HARCookie] {
        field.split(separator: ";").map { HARCookie(pair: $0) }
    }

    /// `nil` for an empty field.
    init?(set field: String) {
        let parts = field.split(separator: ";")
        guard let first = parts.first else { return nil }
        self.init(pair: first)
        for part in parts.dropFirst() {
            let attribute = HARCookie(pair: part)
            switch attribute.name.lowercased() {
            case "path", "domain": attributes.append((attribute.name.lowercased(), .string(attribute.value)))
            case "secure": attributes.append(("secure", true))
            case "httponly": attributes.append(("httpOnly", true))
            case "samesite": attributes.append(("sameSite", .string(attribute.value)))
            default: break
            }
        }
    }

    private init(pair: Substring) {
        let equals = pair.firstIndex(of: "=") ?? pair.endIndex
        name = Self.trimmed(pair[..<equals])
        value = equals == pair.endIndex ? "" : Self.trimmed(pair[equals...].dropFirst())
    }

    private static func trimmed(_ text: Substring) -> String {
        String(decoding: text.utf8.trimmingWhitespace(), as: UTF8.self)
    }
}

import TOMLKit

/// A value that stands on one line of a TOML file.
enum TOMLScalar: Hashable, Sendable {
    case text(String)
    case flag(Bool)
    case number(Int)

    /// `nil`: a list, a table, a date or a fraction.
    init?(_ value: any TOMLValueConvertible) {
        if let text = value.string {
            self = .text(text)
        } else if let flag = value.bool {
            self = .flag(flag)
        } else if let number = value.int {
            self = .number(number)
        } else {
            return nil
        }
    }

    /// As it is written after the `=`: a literal string where that spares escapes, as patterns like it.
    var source: String {
        switch self {
        case .flag(let flag): flag ? "true" : "false"
        case .number(let number): String(number)
        case .text(let text): Self.quoted(text)
        }
    }

    private static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let isPlain = scalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        if isPlain, !text.contains("'"), text.contains("\\") || text.contains("\"") { return "'\(text)'" }
        return "\"" + scalars.map(escaped).joined() + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        default: break
        }
        guard scalar.value < 0x20 || scalar.value == 0x7F else { return String(Character(scalar)) }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

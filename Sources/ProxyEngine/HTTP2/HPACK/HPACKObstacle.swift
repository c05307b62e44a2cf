/// Why a field cannot stand on a line `name: value\r\n` of its own.
///
/// HTTP/2 forbids such fields too (RFC 9113 §8.2.1). What else may be wrong with a name is not looked at here.
enum HPACKObstacle: String, Sendable {
    case emptyName = "its name is empty"
    case colonInName = "its name has a colon"
    case breakInName = "its name has a line break or a NUL"
    case breakInValue = "its value has a line break or a NUL"
    case blankAroundValue = "its value begins or ends with white space"

    /// `nil` when there is none.
    init?(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        if name.isEmpty {
            self = .emptyName
        } else if name.contains(where: Self.breaksLine) {
            self = .breakInName
        } else if name[1...].contains(UInt8(ascii: ":")) {
            self = .colonInName
        } else if value.contains(where: Self.breaksLine) {
            self = .breakInValue
        } else if let first = value.first, let last = value.last, Self.isBlank(first) || Self.isBlank(last) {
            self = .blankAroundValue
        } else {
            return nil
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func breaksLine(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D || byte == 0x00 }
}

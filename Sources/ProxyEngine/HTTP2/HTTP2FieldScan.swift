internal import FlowKit

/// One pass over the fields of a message: what RFC 9113 §8.2 and §8.3 forbid, and what the connection must know of them.
struct HTTP2FieldScan {
    struct PseudoFields: OptionSet {
        let rawValue: UInt8

        static let method = PseudoFields(rawValue: 1)
        static let scheme = PseudoFields(rawValue: 2)
        static let path = PseudoFields(rawValue: 4)
        static let authority = PseudoFields(rawValue: 8)
        static let `protocol` = PseudoFields(rawValue: 16)
        static let status = PseudoFields(rawValue: 32)

        static let ofRequests: PseudoFields = [.method, .scheme, .path, .authority, .protocol]
    }

    private(set) var pseudoFields: PseudoFields = []
    private(set) var contentLength: Int?
    private(set) var status = 0
    private(set) var isConnect = false
    private(set) var isHead = false
    /// The first thing wrong, for people; `nil`: nothing is.
    private(set) var problem: String?

    private let allowed: PseudoFields
    private var isPastPseudoFields = false
    private var hasHost = false

    init(_ headers: Headers, allowing allowed: PseudoFields) {
        self.allowed = allowed
        headers.bytes.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count, problem == nil { start = scanLine(bytes, from: start) }
        }
    }

    /// The lines are laid out as `name: value\r\n`.
    private mutating func scanLine(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        let isPseudo = bytes[start] == UInt8(ascii: ":")
        var colon = isPseudo ? start + 1 : start
        while colon < bytes.count, bytes[colon].isLowercaseTokenCharacter { colon += 1 }
        let end = bytes.firstIndex(of: 0x0A, from: colon) ?? bytes.count
        let next = end + 1
        guard colon < end, bytes[colon] == UInt8(ascii: ":"), colon > start else {
            note("a field name that HTTP/2 does not allow", bytes, start..<end)
            return next
        }
        let value = min(colon + 2, end)..<max(min(colon + 2, end), end - 1)
        if let first = value.first.map({ bytes[$0] }), let last = value.last.map({ bytes[$0] }),
            first.isBlank || last.isBlank
        {
            note("white space around the value of a field", bytes, start..<colon)
        }
        if isPseudo {
            scanPseudoField(bytes, name: start..<colon, value: value)
        } else {
            isPastPseudoFields = true
            scanField(bytes, name: start..<colon, value: value)
        }
        return next
    }

    private mutating func note(_ problem: String, _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        guard self.problem == nil else { return }
        self.problem = "\(problem): \(WireText.decode(bytes[range].prefix(64).trimmingWhitespace()))"
    }
}

// MARK: - Pseudo-fields

extension HTTP2FieldScan {
    private mutating func scanPseudoField(_ bytes: UnsafeRawBufferPointer, name: Range<Int>, value: Range<Int>) {
        guard let field = Self.pseudoField(bytes, name), allowed.contains(field) else {
            return note("a pseudo-field that does not belong here", bytes, name)
        }
        guard !isPastPseudoFields else { return note("a pseudo-field after other fields", bytes, name) }
        guard !pseudoFields.contains(field) else { return note("a pseudo-field twice", bytes, name) }
        pseudoFields.insert(field)
        guard value.allSatisfy({ bytes[$0] > 0x20 && bytes[$0] != 0x7F }) else {
            return note(
                "white space or a control character in a pseudo-field",
                bytes,
                name.lowerBound..<value.upperBound
            )
        }
        checkValue(of: field, bytes, name: name, value: value)
    }

    private mutating func checkValue(
        of field: PseudoFields,
        _ bytes: UnsafeRawBufferPointer,
        name: Range<Int>,
        value: Range<Int>
    ) {
        switch field {
        case .method:
            isConnect = bytes.isExactly("CONNECT", value)
            isHead = bytes.isExactly("HEAD", value)
            if value.isEmpty || !value.allSatisfy({ bytes[$0].isTokenCharacter }) {
                note("a method that is not a token", bytes, value)
            }
        case .path:
            // RFC 9113 §8.3.1: never empty; origin-form, or the asterisk of OPTIONS.
            if value.isEmpty { return note("an empty pseudo-field", bytes, name) }
            let isAsterisk = bytes[value.lowerBound] == UInt8(ascii: "*") && value.count == 1
            if bytes[value.lowerBound] != UInt8(ascii: "/"), !isAsterisk {
                note("a :path that does not begin with a slash", bytes, value)
            }
        case .authority:
            if bytes.contains(UInt8(ascii: "@"), in: value) { note("user information in :authority", bytes, value) }
            // What ends an authority (RFC 3986 §3.2).
            if value.contains(where: { "/?#\\".utf8.contains(bytes[$0]) }) {
                note("an :authority that is more than a host", bytes, value)
            }
        case .scheme, .protocol:
            if value.isEmpty { return note("an empty pseudo-field", bytes, name) }
            if !value.allSatisfy({ bytes[$0].isTokenCharacter }) {
                note("a pseudo-field that is no token", bytes, name)
            }
        default:
            guard let code = bytes.decimal(value), value.count == 3, (100...999).contains(code), code != 101 else {
                return note("a :status that HTTP/2 does not allow", bytes, value)
            }
            status = code
        }
    }

    private static func pseudoField(_ bytes: UnsafeRawBufferPointer, _ name: Range<Int>) -> PseudoFields? {
        switch name.count {
        case 5 where bytes.isExactly(":path", name): .path
        case 7 where bytes.isExactly(":method", name): .method
        case 7 where bytes.isExactly(":scheme", name): .scheme
        case 7 where bytes.isExactly(":status", name): .status
        case 9 where bytes.isExactly(":protocol", name): .protocol
        case 10 where bytes.isExactly(":authority", name): .authority
        default: nil
        }
    }
}

// MARK: - Other fields

extension HTTP2FieldScan {
    private mutating func scanField(_ bytes: UnsafeRawBufferPointer, name: Range<Int>, value: Range<Int>) {
        switch name.count {
        case 2 where bytes.isExactly("te", name):
            if !value.isEmpty, !bytes[value].equalsIgnoringASCIICase("trailers".utf8) {
                note("a te field that is not trailers", bytes, value)
            }
        case 4 where bytes.isExactly("host", name):
            if hasHost { note("more than one host field", bytes, value) }
            hasHost = true
        case 7 where bytes.isExactly("upgrade", name), 10 where bytes.isExactly("connection", name),
            10 where bytes.isExactly("keep-alive", name), 16 where bytes.isExactly("proxy-connection", name),
            17 where bytes.isExactly("transfer-encoding", name):
            note("a field that belongs to a connection", bytes, name)  // RFC 9113 §8.2.2
        case 14 where bytes.isExactly("content-length", name):
            guard let length = bytes.decimal(value) else {
                return note("a content-length that is not a number", bytes, value)
            }
            if let contentLength, contentLength != length {
                note("content-length has different values", bytes, value)
            }
            contentLength = length
        default: break
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func isExactly(_ text: StaticString, _ range: Range<Int>) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where self[range.lowerBound + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// Up to 18 digits and nothing else.
    fileprivate func decimal(_ range: Range<Int>) -> Int? {
        guard !range.isEmpty, range.count <= 18 else { return nil }
        var number = 0
        for place in range {
            guard self[place] >= UInt8(ascii: "0"), self[place] <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(self[place] - UInt8(ascii: "0"))
        }
        return number
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// A character of a token that is not an upper-case letter: what names are made of (RFC 9113 §8.2.1).
    fileprivate var isLowercaseTokenCharacter: Bool {
        isTokenCharacter && !(self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z"))
    }
}

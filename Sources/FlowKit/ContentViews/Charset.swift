/// How the bytes of a text stand for characters.
package enum Charset: String, Hashable, Sendable {
    case utf8 = "utf-8"
    case utf16LittleEndian = "utf-16le"
    case utf16BigEndian = "utf-16be"
    case utf32LittleEndian = "utf-32le"
    case utf32BigEndian = "utf-32be"
    /// What the web means by ISO-8859-1.
    case windows1252 = "windows-1252"

    /// The charset of that label, in any case; `nil`: unknown here.
    package static func named(_ label: String) -> Charset? {
        let label = label.lowercased()
        return Charset(rawValue: label) ?? labels[label]
    }

    /// Other labels in use (WHATWG Encoding §4.2).
    private static let labels: [String: Charset] = [
        "utf8": .utf8, "unicode-1-1-utf-8": .utf8,
        "utf-16": .utf16LittleEndian, "utf16": .utf16LittleEndian, "unicode": .utf16LittleEndian,
        "ucs-2": .utf16LittleEndian, "iso-10646-ucs-2": .utf16LittleEndian, "utf-32": .utf32BigEndian,
        "iso-8859-1": .windows1252, "iso8859-1": .windows1252, "iso_8859-1": .windows1252, "latin1": .windows1252,
        "latin-1": .windows1252, "l1": .windows1252, "cp1252": .windows1252, "x-cp1252": .windows1252,
        "cp819": .windows1252, "ibm819": .windows1252,
    ]

    /// Longer marks first: UTF-32's begins with UTF-16's.
    private static let byteOrderMarks: [(mark: [UInt8], charset: Charset)] = [
        ([0xEF, 0xBB, 0xBF], .utf8), ([0xFF, 0xFE, 0, 0], .utf32LittleEndian), ([0, 0, 0xFE, 0xFF], .utf32BigEndian),
        ([0xFF, 0xFE], .utf16LittleEndian), ([0xFE, 0xFF], .utf16BigEndian),
    ]

    package static func byteOrderMark(of bytes: some Collection<UInt8>) -> (charset: Charset, byteCount: Int)? {
        byteOrderMarks.first { bytes.starts(with: $0.mark) }.map { ($0.charset, $0.mark.count) }
    }

    /// The text as UTF-8, without a byte order mark; what the charset cannot mean becomes U+FFFD.
    ///
    /// UTF-8 is given back as it is, unchecked: without a mark that costs nothing.
    package func utf8(_ bytes: [UInt8]) -> [UInt8] {
        let mark = Self.byteOrderMark(of: bytes)
        let body = mark?.charset == self ? bytes.dropFirst(mark?.byteCount ?? 0) : bytes[...]
        switch self {
        case .utf8: return body.startIndex == 0 ? bytes : Array(body)
        case .utf16LittleEndian: return Self.utf8(fromUTF16: body, low: 0, high: 1)
        case .utf16BigEndian: return Self.utf8(fromUTF16: body, low: 1, high: 0)
        case .utf32LittleEndian: return Self.utf8(fromUTF32: body, isLittleEndian: true)
        case .utf32BigEndian: return Self.utf8(fromUTF32: body, isLittleEndian: false)
        case .windows1252: return body.flatMap { Self.encode(Self.windows1252Scalar($0)) }
        }
    }

    /// - Parameters low, high: where in a unit its lower and its higher byte stand.
    private static func utf8(fromUTF16 bytes: ArraySlice<UInt8>, low: Int, high: Int) -> [UInt8] {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2 + 1)
        for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 2) {
            // Half a unit at the end stands for no character.
            let isWhole = start + 1 < bytes.endIndex
            units.append(isWhole ? UInt16(bytes[start + low]) | UInt16(bytes[start + high]) << 8 : 0xFFFD)
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }

    private static func utf8(fromUTF32 bytes: ArraySlice<UInt8>, isLittleEndian: Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 4)
        for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 4) {
            var value: UInt32 = 0
            let unit = bytes[start..<min(start + 4, bytes.endIndex)]
            for byte in unit { value = value << 8 | UInt32(byte) }
            if isLittleEndian { value = value.byteSwapped }
            result += encode(unit.count == 4 ? value : 0xFFFD)
        }
        return result
    }

    private static func encode(_ value: UInt32) -> UTF8.EncodedScalar {
        UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter
    }

    private static func windows1252Scalar(_ byte: UInt8) -> UInt32 {
        (0x80...0x9F).contains(byte) ? windows1252Upper[Int(byte - 0x80)] : UInt32(byte)
    }

    private static let windows1252Upper: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]
}

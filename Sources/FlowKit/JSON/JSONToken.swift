/// One token of JSON text: what it is and which bytes of the input it covers, quotes included.
///
/// Commas and colons are not tokens: their places follow from the others.
package struct JSONToken: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case objectStart, objectEnd
        case arrayStart, arrayEnd
        /// The name of an object's member; always followed by the tokens of its value.
        case key
        case string, number, `true`, `false`, null
    }

    package let kind: Kind
    package let range: Range<Int>
}

/// The text that a string token's bytes stand for, escapes resolved.
///
/// - Parameter bytes: without the quotes. What a Swift string cannot hold (a lone surrogate, invalid UTF-8) becomes U+FFFD.
package func unescapingJSON(_ bytes: ArraySlice<UInt8>) -> String {
    guard let firstEscape = bytes.firstIndex(of: UInt8(ascii: "\\")) else {
        return String(decoding: bytes, as: UTF8.self)
    }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    result += bytes[..<firstEscape]
    var rest = bytes[firstEscape...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
            result.append(byte)
            continue
        }
        if escape == UInt8(ascii: "u") {
            appendEscapedScalar(&rest, to: &result)
        } else {
            result.append(escapedBytes[escape] ?? escape)
        }
    }
    return String(decoding: result, as: UTF8.self)
}

private let escapedBytes: [UInt8: UInt8] = [
    UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A,
    UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
]

/// Reads what follows `\u`, and the second half of a surrogate pair where there is one.
private func appendEscapedScalar(_ rest: inout ArraySlice<UInt8>, to result: inout [UInt8]) {
    guard let unit = hexadecimalUnit(rest) else { return result.append(contentsOf: "\u{FFFD}".utf8) }
    rest = rest.dropFirst(4)
    var value = UInt32(unit)
    if UTF16.isLeadSurrogate(unit), rest.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]),
        let trail = hexadecimalUnit(rest.dropFirst(2)), UTF16.isTrailSurrogate(trail)
    {
        rest = rest.dropFirst(6)
        value = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(trail & 0x3FF))
    }
    result += Unicode.Scalar(value).map { Array(String(Character($0)).utf8) } ?? Array("\u{FFFD}".utf8)
}

private func hexadecimalUnit(_ bytes: ArraySlice<UInt8>) -> UInt16? {
    guard bytes.count >= 4 else { return nil }
    var unit: UInt16 = 0
    for byte in bytes.prefix(4) {
        guard let digit = byte.hexadecimalValue else { return nil }
        unit = unit << 4 | UInt16(digit)
    }
    return unit
}

extension UInt8 {
    /// The value of an ASCII hexadecimal digit; `nil`: it is none.
    package var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

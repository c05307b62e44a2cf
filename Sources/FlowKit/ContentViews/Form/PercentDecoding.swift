/// The bytes that a percent-encoded text stands for; a `%` without two digits after it stands for itself.
///
/// - Parameter plusIsSpace: as in forms, unlike in the path of a URL.
package func percentDecoded(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var rest = bytes
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), rest.count >= 2, let high = rest[rest.startIndex].hexadecimalValue,
            let low = rest[rest.startIndex + 1].hexadecimalValue
        {
            result.append(high << 4 | low)
            rest = rest.dropFirst(2)
        } else {
            result.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
        }
    }
    return result
}

/// Finds bytes in bytes, as they are or without regard to the case of ASCII letters.
enum LiteralSearch {
    /// - Parameter needle: in lower case where case does not count.
    static func contains(
        _ needle: UnsafeBufferPointer<UInt8>,
        in bytes: UnsafeBufferPointer<UInt8>,
        isCaseSensitive: Bool = false
    ) -> Bool {
        guard let first = needle.first else { return true }
        let last = bytes.count - needle.count
        guard last >= 0 else { return false }
        var position = 0
        while position <= last {
            let byte = isCaseSensitive ? bytes[position] : bytes[position].asciiLowercased
            if byte == first, isPrefix(needle, of: bytes, at: position, isCaseSensitive: isCaseSensitive) {
                return true
            }
            position += 1
        }
        return false
    }

    private static func isPrefix(
        _ needle: UnsafeBufferPointer<UInt8>,
        of bytes: UnsafeBufferPointer<UInt8>,
        at start: Int,
        isCaseSensitive: Bool
    ) -> Bool {
        for offset in 1..<max(needle.count, 1) {
            let byte = isCaseSensitive ? bytes[start + offset] : bytes[start + offset].asciiLowercased
            if byte != needle[offset] { return false }
        }
        return true
    }
}

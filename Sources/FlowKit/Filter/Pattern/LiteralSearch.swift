/// Finds bytes in bytes without regard to the case of ASCII letters.
enum LiteralSearch {
    /// - Parameter needle: in lower case.
    static func contains(_ needle: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = needle.first else { return true }
        let last = bytes.count - needle.count
        guard last >= 0 else { return false }
        var position = 0
        while position <= last {
            if bytes[position].asciiLowercased == first, isPrefix(needle, of: bytes, at: position) { return true }
            position += 1
        }
        return false
    }

    private static func isPrefix(
        _ needle: UnsafeBufferPointer<UInt8>,
        of bytes: UnsafeBufferPointer<UInt8>,
        at start: Int
    ) -> Bool {
        for offset in 1..<max(needle.count, 1) where bytes[start + offset].asciiLowercased != needle[offset] {
            return false
        }
        return true
    }
}

/// Finds the end of a head in bytes that arrive in pieces, looking at each byte once.
struct HeadScanner {
    /// Bytes of the head already searched.
    private var searched = 0

    /// The head's size in bytes, its blank line included; `nil` while the blank line has not come.
    ///
    /// - Parameter bytes: all of the head that is there, always from its first byte.
    mutating func headByteCount(in bytes: UnsafeRawBufferPointer) -> Int? {
        var position = searched
        while let lineFeed = bytes.firstIndex(of: 0x0A, from: position) {
            let next = lineFeed + 1
            let hasReturn = next < bytes.count && bytes[next] == 0x0D
            let end = hasReturn ? next + 1 : next
            guard end < bytes.count else {
                searched = lineFeed  // what follows may still make the blank line
                return nil
            }
            if bytes[end] == 0x0A {
                searched = 0
                return end + 1
            }
            position = next
        }
        searched = bytes.count
        return nil
    }
}

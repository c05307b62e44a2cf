/// Checks text that comes in pieces, which may end inside a character (RFC 3629).
struct UTF8Validator {
    private var missingByteCount = 0
    /// What the next byte of a character may be: the first one after its lead is restricted further than the others.
    private var allowed: ClosedRange<UInt8> = Self.continuation
    private(set) var isValid = true

    private static let continuation: ClosedRange<UInt8> = 0x80...0xBF

    /// All was valid, and no character is unfinished.
    var isComplete: Bool { isValid && missingByteCount == 0 }

    mutating func check(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index < bytes.count, isValid {
            if missingByteCount == 0 { index = Self.skipASCII(bytes, from: index) }
            guard index < bytes.count else { return }
            take(bytes[index])
            index += 1
        }
    }

    private static func skipASCII(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index + 8 <= bytes.count,
            bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
            index += 8
        }
        while index < bytes.count, bytes[index] < 0x80 { index += 1 }
        return index
    }

    private mutating func take(_ byte: UInt8) {
        guard missingByteCount == 0 else {
            isValid = allowed.contains(byte)
            missingByteCount -= 1
            allowed = Self.continuation
            return
        }
        switch byte {
        case 0x00...0x7F: return
        case 0xC2...0xDF: missingByteCount = 1
        case 0xE0...0xEF: missingByteCount = 2
        case 0xF0...0xF4: missingByteCount = 3
        default: isValid = false
        }
        switch byte {
        case 0xE0: allowed = 0xA0...0xBF  // what is shorter in two bytes
        case 0xED: allowed = 0x80...0x9F  // surrogates
        case 0xF0: allowed = 0x90...0xBF  // what is shorter in three
        case 0xF4: allowed = 0x80...0x8F  // beyond U+10FFFF
        default: allowed = Self.continuation
        }
    }
}

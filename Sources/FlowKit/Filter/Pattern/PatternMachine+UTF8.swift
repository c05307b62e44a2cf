extension PatternMachine {
    /// The scalar that begins at `position` and its size; a byte outside any valid sequence stands for itself.
    static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (scalar: UInt32, byteCount: Int) {
        let first = bytes[position]
        guard first >= 0x80 else { return (UInt32(first), 1) }
        let alone = (UInt32(first), 1)
        // The Unicode Standard, table 3-7: well-formed UTF-8 byte sequences.
        let shape: (count: Int, second: ClosedRange<UInt8>, bits: UInt8)
        switch first {
        case 0xC2...0xDF: shape = (2, 0x80...0xBF, 0x1F)
        case 0xE0: shape = (3, 0xA0...0xBF, 0x0F)
        case 0xED: shape = (3, 0x80...0x9F, 0x0F)
        case 0xE1...0xEF: shape = (3, 0x80...0xBF, 0x0F)
        case 0xF0: shape = (4, 0x90...0xBF, 0x07)
        case 0xF1...0xF3: shape = (4, 0x80...0xBF, 0x07)
        case 0xF4: shape = (4, 0x80...0x8F, 0x07)
        default: return alone
        }
        guard bytes.count - position >= shape.count, shape.second.contains(bytes[position + 1]) else { return alone }
        var value = UInt32(first & shape.bits)
        for offset in 1..<shape.count {
            let byte = bytes[position + offset]
            guard byte & 0xC0 == 0x80 else { return alone }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (value, shape.count)
    }

    /// Where characters begin, and the end.
    static func places(in bytes: UnsafeBufferPointer<UInt8>) -> [Int] {
        var places = [0]
        places.reserveCapacity(bytes.count + 1)
        var position = 0
        while position < bytes.count {
            position += scalar(in: bytes, at: position).byteCount
            places.append(position)
        }
        return places
    }
}

import NIOCore

/// The head of one frame (RFC 6455 §5.2).
struct WebSocketFrame {
    var isFinal: Bool
    /// RSV1, RSV2 and RSV3 where they stand in the first byte.
    var reservedBits: UInt8
    var opcode: UInt8
    /// In the order of its bytes in memory.
    var mask: UInt32?
    /// Bytes of payload; `nil`: more than any payload may have.
    var payloadByteCount: Int?
    /// A shorter form would have held the payload's length.
    var isLengthPadded: Bool
    var headByteCount: Int

    enum Opcode {
        static let continuation: UInt8 = 0x0
        static let text: UInt8 = 0x1
        static let binary: UInt8 = 0x2
        static let close: UInt8 = 0x8
        static let ping: UInt8 = 0x9
        static let pong: UInt8 = 0xA
    }

    static let rsv1: UInt8 = 0x40
    static let headByteLimit = 14

    /// Head and payload.
    var byteCount: Int { headByteCount &+ (payloadByteCount ?? 0) }

    var isFirstOfMessage: Bool { !isControl && opcode != Opcode.continuation }

    var isControl: Bool { opcode & 0x8 != 0 }

    var isOpcodeKnown: Bool {
        switch opcode {
        case Opcode.continuation, Opcode.text, Opcode.binary, Opcode.close, Opcode.ping, Opcode.pong: true
        default: false
        }
    }

    /// How long the head is, by its second byte.
    static func headByteCount(_ second: UInt8) -> Int {
        let lengthBytes =
            switch second & 0x7F {
            case 126: 2
            case 127: 8
            default: 0
            }
        return 2 + lengthBytes + (second & 0x80 == 0 ? 0 : 4)
    }

    /// Reads a head that is there whole.
    init(_ bytes: UnsafeRawBufferPointer) {
        let first = bytes[0]
        let second = bytes[1]
        headByteCount = Self.headByteCount(second)
        isFinal = first & 0x80 != 0
        reservedBits = first & 0x70
        opcode = first & 0x0F
        var offset = 2
        switch second & 0x7F {
        case 126:
            let count = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
            payloadByteCount = Int(count)
            isLengthPadded = count < 126
            offset += 2
        case 127:
            let count = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt64.self))
            payloadByteCount = Int(exactly: count)
            isLengthPadded = count <= UInt16.max
            offset += 8
        case let count:
            payloadByteCount = Int(count)
            isLengthPadded = false
        }
        mask = second & 0x80 == 0 ? nil : bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }
}

extension ByteBuffer {
    /// Writes a message in one frame, not compressed.
    mutating func writeWebSocketFrame(opcode: UInt8, payload: [UInt8], mask: UInt32?) {
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        reserveCapacity(WebSocketFrame.headByteLimit + payload.count)
        writeInteger(0x80 | opcode)
        switch payload.count {
        case ..<126:
            writeInteger(maskBit | UInt8(payload.count))
        case ...Int(UInt16.max):
            writeInteger(maskBit | 126)
            writeInteger(UInt16(payload.count))
        default:
            writeInteger(maskBit | 127)
            writeInteger(UInt64(payload.count))
        }
        guard let mask else {
            writeBytes(payload)
            return
        }
        writeInteger(mask, endianness: .host)
        _ = payload.withUnsafeBytes { source in
            writeWithUnsafeMutableBytes(minimumWritableBytes: source.count) { target in
                WebSocketMask.apply(mask, offset: 0, from: source, to: target)
                return source.count
            }
        }
    }
}

/// RFC 6455 §5.3; masking and unmasking are the same.
enum WebSocketMask {
    /// - Parameter offset: how much of the payload came before these bytes.
    static func apply(
        _ mask: UInt32,
        offset: Int,
        from source: UnsafeRawBufferPointer,
        to target: UnsafeMutableRawBufferPointer
    ) {
        let shift = UInt32(offset & 3) * 8
        let first = UInt32(littleEndian: mask)
        let rotated = shift == 0 ? first : first >> shift | first << (32 - shift)
        let wide = UInt64(rotated) << 32 | UInt64(rotated)
        var index = 0
        while index + 8 <= source.count {
            let word = UInt64(littleEndian: source.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ wide
            target.storeBytes(of: word.littleEndian, toByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < source.count {
            target[index] = source[index] ^ UInt8(truncatingIfNeeded: wide >> UInt64((index & 7) * 8))
            index += 1
        }
    }
}

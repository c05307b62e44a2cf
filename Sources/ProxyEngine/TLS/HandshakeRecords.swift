/// Takes the first handshake messages of a TLS connection out of its records, however they are cut.
///
/// Feed it the bytes of one direction as they come. It keeps at most the message itself.
struct HandshakeRecords: Sendable {
    enum Progress: Equatable, Sendable {
        case needsMore
        /// The type of the message, and its body.
        case message(type: UInt8, body: [UInt8])
        case notTLS
        case malformed(String)
    }

    /// Far beyond any hello a library sends (post-quantum ones take 2 KiB).
    static let messageLimit = 64 << 10

    private static let handshake: UInt8 = 22
    private static let alert: UInt8 = 21

    private var header: [UInt8] = []
    private var remaining = 0
    private var message: [UInt8] = []

    /// Once it has answered with anything but `needsMore`, it is done.
    mutating func receive(_ bytes: some Sequence<UInt8>) -> Progress {
        var iterator = bytes.makeIterator()
        return next(from: &iterator)
    }

    /// Reads up to the end of a message and no further; after a message it can be asked for the next one.
    mutating func next(from bytes: inout some IteratorProtocol<UInt8>) -> Progress {
        while let byte = bytes.next() {
            let progress = remaining > 0 ? takeContent(byte) : takeHeader(byte)
            if progress != .needsMore { return progress }
        }
        return .needsMore
    }

    /// The type of the message that has begun and is not complete.
    var begunType: UInt8? { message.first }

    /// RFC 8446 §5.1: type, version, two bytes of length.
    private mutating func takeHeader(_ byte: UInt8) -> Progress {
        header.append(byte)
        switch header.count {
        case 1 where byte != Self.handshake && byte != Self.alert:
            return isFirst ? .notTLS : .malformed("not a handshake")
        case 2 where byte != 3: return isFirst ? .notTLS : .malformed("an unknown record version")
        case 3 where byte > 4: return isFirst ? .notTLS : .malformed("an unknown record version")
        case 5: return finishHeader()
        default: return .needsMore
        }
    }

    private var isFirst: Bool { message.isEmpty }

    private mutating func finishHeader() -> Progress {
        let byteCount = Int(header[3]) << 8 | Int(header[4])
        let isHandshake = header[0] == Self.handshake
        header.removeAll(keepingCapacity: true)
        guard isHandshake else { return .malformed("an alert instead of a handshake") }
        // RFC 8446 §5.1: handshake records are never empty, and none holds more than 2^14 bytes.
        guard byteCount > 0 else { return .malformed("an empty record") }
        guard byteCount <= 16_384 else { return .malformed("a record of \(byteCount) bytes") }
        remaining = byteCount
        return .needsMore
    }

    private mutating func takeContent(_ byte: UInt8) -> Progress {
        message.append(byte)
        remaining -= 1
        guard message.count >= 4 else { return .needsMore }
        let byteCount = Int(message[1]) << 16 | Int(message[2]) << 8 | Int(message[3])
        guard byteCount <= Self.messageLimit else { return .malformed("a handshake message of \(byteCount) bytes") }
        guard message.count == byteCount + 4 else { return .needsMore }
        let (type, body) = (message[0], Array(message[4...]))
        message.removeAll(keepingCapacity: true)
        return .message(type: type, body: body)
    }
}

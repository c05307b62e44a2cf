import FlowKit

/// Follows a chunked body byte by byte (RFC 9112 §7.1): finds its end, its content and its trailers.
///
/// The framing itself is forwarded as it came; this only reads it. Strict in everything two recipients could read
/// differently: sizes, line ends, what stands between chunks.
struct ChunkedDecoder {
    private enum State {
        case size(value: Int, digitCount: Int)
        case extensions(size: Int)
        case sizeLineFeed(size: Int)
        case data(remaining: Int)
        case dataReturn
        case dataLineFeed
        case trailers
        case done
    }

    private var state = State.size(value: 0, digitCount: 0)
    private var trailerBytes: [UInt8] = []
    private var scanner = HeadScanner()
    private(set) var trailers: Headers?
    private(set) var layout = ChunkLayout()
    /// The extension of the chunk that is read, from its first semicolon on.
    private var extensionBytes: [UInt8] = []

    private static let extensionLimit = 16 << 10
    private static let trailerLimit = 64 << 10

    var isDone: Bool {
        if case .done = state { return true }
        return false
    }

    /// Reads on.
    ///
    /// - Parameter content: called with each range of `bytes` that is content.
    /// - Returns: how many bytes belong to this body; fewer than given only when it ended.
    mutating func consume(
        _ bytes: UnsafeRawBufferPointer,
        content: (Range<Int>) -> Void
    ) throws(HTTP1Error) -> Int {
        var position = 0
        while position < bytes.count {
            switch state {
            case .size(let value, let digitCount):
                try readSizeByte(bytes[position], value: value, digitCount: digitCount)
                position += 1
            case .extensions(let size):
                try readExtensionByte(bytes[position], size: size)
                position += 1
            case .sizeLineFeed(let size):
                guard bytes[position] == 0x0A else { throw HTTP1Error("a chunk size line with a bare CR") }
                position += 1
                noteChunk(size)
                state = size == 0 ? .trailers : .data(remaining: size)
            case .data(let remaining):
                let count = min(remaining, bytes.count - position)
                content(position..<(position + count))
                position += count
                state = count == remaining ? .dataReturn : .data(remaining: remaining - count)
            case .dataReturn:
                guard bytes[position] == 0x0D else { throw HTTP1Error("a chunk is longer than its size") }
                position += 1
                state = .dataLineFeed
            case .dataLineFeed:
                guard bytes[position] == 0x0A else { throw HTTP1Error("a chunk does not end in CRLF") }
                position += 1
                state = .size(value: 0, digitCount: 0)
            case .trailers:
                position += try readTrailers(UnsafeRawBufferPointer(rebasing: bytes[position...]))
            case .done:
                return position
            }
        }
        return position
    }

    private mutating func readSizeByte(_ byte: UInt8, value: Int, digitCount: Int) throws(HTTP1Error) {
        if let digit = byte.hexadecimalValue {
            guard digitCount < 15 else { throw HTTP1Error("a chunk size with more than 15 digits") }
            state = .size(value: value << 4 | digit, digitCount: digitCount + 1)
            return
        }
        guard digitCount > 0 else { throw HTTP1Error("a chunk without a size") }
        switch byte {
        case 0x0D: state = .sizeLineFeed(size: value)
        case UInt8(ascii: ";"), 0x20, 0x09:
            state = .extensions(size: value)
            try readExtensionByte(byte, size: value)
        default: throw HTTP1Error("a chunk size that is not hexadecimal")
        }
    }

    private mutating func readExtensionByte(_ byte: UInt8, size: Int) throws(HTTP1Error) {
        switch byte {
        case 0x0D:
            state = .sizeLineFeed(size: size)
        case 0x20, 0x09:
            if !extensionBytes.isEmpty { try append(toExtension: byte) }
        case 0x00...0x1F, 0x7F:
            throw HTTP1Error("a control character in a chunk extension")
        default:
            // Only a semicolon may follow the white space after a size.
            guard !extensionBytes.isEmpty || byte == UInt8(ascii: ";") else {
                throw HTTP1Error("a chunk size that is not hexadecimal")
            }
            try append(toExtension: byte)
        }
    }

    private mutating func append(toExtension byte: UInt8) throws(HTTP1Error) {
        guard extensionBytes.count < Self.extensionLimit else { throw HTTP1Error("a chunk extension that is too long") }
        extensionBytes.append(byte)
    }

    private mutating func noteChunk(_ byteCount: Int) {
        if !extensionBytes.isEmpty {
            layout.append(extension: extensionBytes)
            extensionBytes.removeAll(keepingCapacity: true)
        }
        layout.append(byteCount: byteCount)
    }

    private mutating func readTrailers(_ bytes: UnsafeRawBufferPointer) throws(HTTP1Error) -> Int {
        // Without trailers the blank line comes first, which the search for LF CRLF would miss: pretend a line before it.
        if trailerBytes.isEmpty { trailerBytes = [0x0A] }
        let before = trailerBytes.count
        trailerBytes += bytes.prefix(Self.trailerLimit + 1)
        let count = trailerBytes.withUnsafeBytes { scanner.headByteCount(in: $0) }
        guard let count else {
            guard trailerBytes.count <= Self.trailerLimit else {
                throw HTTP1Error("trailers of more than \(Self.trailerLimit) bytes", status: 431)
            }
            return bytes.count
        }
        let parsed = try Self.parse(trailerBytes, count: count)
        trailers = parsed.isEmpty ? nil : parsed
        trailerBytes = []
        state = .done
        return count - before
    }

    private static func parse(_ bytes: [UInt8], count: Int) throws(HTTP1Error) -> Headers {
        var result: Result<Headers, HTTP1Error> = .success(Headers())
        bytes.withUnsafeBytes { all in
            let section = UnsafeRawBufferPointer(rebasing: all[1..<count])
            do throws(HTTP1Error) {
                result = .success(try HeadParser.trailers(section, isStrict: true))
            } catch {
                result = .failure(error)
            }
        }
        return try result.get()
    }
}

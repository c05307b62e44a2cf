import CCompression

extension ContentCoding {
    static let gzip = ContentCoding(
        names: ["gzip", "x-gzip"],
        makeDecoder: { _ in ZlibDecoder(.gzip) },
        encode: { deflated($0, as: .gzip) }
    )

    /// RFC 9110 §8.4.1.2 means the zlib format; some servers send bare deflate data, which the first bytes tell.
    static let deflate = ContentCoding(
        names: ["deflate"],
        makeDecoder: { ZlibDecoder(.deflate(beginningWith: $0)) },
        encode: { deflated($0, as: .zlib) }
    )
}

/// What surrounds deflate data, as zlib's `windowBits` says it.
private enum ZlibFormat: Int32 {
    case raw = -15
    case zlib = 15
    case gzip = 31

    /// RFC 1950 §2.2: method 8, and the two bytes are a multiple of 31.
    static func deflate(beginningWith prefix: [UInt8]) -> ZlibFormat {
        guard prefix.count >= 2 else { return .zlib }
        return prefix[0] & 0x0F == 8 && (Int(prefix[0]) << 8 | Int(prefix[1])) % 31 == 0 ? .zlib : .raw
    }
}

private final class ZlibDecoder: ContentDecoder {
    // On the heap: zlib checks that the address of the stream stays the same.
    private let stream: UnsafeMutablePointer<z_stream>
    private let isGzip: Bool

    init?(_ format: ZlibFormat) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        isGzip = format == .gzip
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(stream, format.rawValue, zlibVersion(), size) == Z_OK else { return nil }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func step(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> DecodingStep {
        let (offered, room) = stream.set(input, output)
        // All of the input is there: what fits into the output whole needs no window of its own then.
        let result = inflate(stream, Z_FINISH)
        return DecodingStep(
            consumed: offered - Int(stream.pointee.avail_in),
            produced: room - Int(stream.pointee.avail_out),
            state: state(of: result)
        )
    }

    private func state(of result: Int32) -> DecodingStep.State {
        switch result {
        case Z_STREAM_END: return .ended
        case Z_OK, Z_BUF_ERROR: return .going
        case Z_NEED_DICT: return .failed("it needs a dictionary")
        default: return .failed(stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(result)")
        }
    }

    func begin(with prefix: [UInt8]) -> Bool {
        let format = isGzip ? ZlibFormat.gzip : .deflate(beginningWith: prefix)
        return inflateReset2(stream, format.rawValue) == Z_OK
    }

    func restart(before byte: UInt8) -> Bool {
        isGzip && byte == 0x1F && inflateReset(stream) == Z_OK
    }
}

private func deflated(_ bytes: [UInt8], as format: ZlibFormat) -> [UInt8]? {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    return withUnsafeMutablePointer(to: &stream) { stream -> [UInt8]? in
        let level = Z_DEFAULT_COMPRESSION
        let memoryLevel: Int32 = 8
        guard
            deflateInit2_(
                stream,
                level,
                Z_DEFLATED,
                format.rawValue,
                memoryLevel,
                Z_DEFAULT_STRATEGY,
                zlibVersion(),
                size
            )
                == Z_OK
        else { return nil }
        defer { deflateEnd(stream) }
        return bytes.withUnsafeBufferPointer { deflated($0, with: stream) }
    }
}

private func deflated(_ input: UnsafeBufferPointer<UInt8>, with stream: UnsafeMutablePointer<z_stream>) -> [UInt8]? {
    var result: [UInt8] = []
    var rest = input[...]
    var isFinished = false
    while !isFinished {
        let block = [UInt8](unsafeUninitializedCapacity: 1 << 16) { output, count in
            let (offered, room) = stream.set(UnsafeBufferPointer(rebasing: rest), output)
            let status = CCompression.deflate(stream, offered == rest.count ? Z_FINISH : Z_NO_FLUSH)
            rest = rest.dropFirst(offered - Int(stream.pointee.avail_in))
            count = room - Int(stream.pointee.avail_out)
            isFinished = status == Z_STREAM_END
        }
        result += block
    }
    return result
}

extension UnsafeMutablePointer<z_stream> {
    /// Points the stream at both buffers.
    ///
    /// - Returns: how much of each it was given: zlib counts in 32 bits.
    func set(
        _ input: UnsafeBufferPointer<UInt8>,
        _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> (offered: Int, room: Int) {
        pointee.next_in = UnsafeMutablePointer<Bytef>(mutating: input.baseAddress)
        pointee.avail_in = UInt32(clamping: input.count)
        pointee.next_out = output.baseAddress
        pointee.avail_out = UInt32(clamping: output.count)
        return (Int(pointee.avail_in), Int(pointee.avail_out))
    }
}

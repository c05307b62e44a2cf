import CCompression

extension ContentCoding {
    static let zstd = ContentCoding(
        names: ["zstd"],
        makeDecoder: { _ in ZstdDecoder() },
        encode: encodeZstd
    )

    private static func encodeZstd(_ bytes: [UInt8]) -> [UInt8]? {
        let capacity = ZSTD_compressBound(bytes.count)
        guard ZSTD_isError(capacity) == 0 else { return nil }
        var isEncoded = false
        let result = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            let size = ZSTD_compress(output.baseAddress, capacity, bytes, bytes.count, ZSTD_CLEVEL_DEFAULT)
            isEncoded = ZSTD_isError(size) == 0
            count = isEncoded ? size : 0
        }
        return isEncoded ? result : nil
    }
}

private final class ZstdDecoder: ContentDecoder {
    private let stream: OpaquePointer

    init?() {
        guard let stream = ZSTD_createDStream() else { return nil }
        self.stream = stream
    }

    deinit {
        ZSTD_freeDStream(stream)
    }

    func step(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> DecodingStep {
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let hint = ZSTD_decompressStream(stream, &target, &source)
        var state = hint == 0 ? DecodingStep.State.ended : .going
        if ZSTD_isError(hint) != 0 { state = .failed(String(cString: ZSTD_getErrorName(hint)).lowercased()) }
        return DecodingStep(consumed: source.pos, produced: target.pos, state: state)
    }

    func begin(with prefix: [UInt8]) -> Bool {
        ZSTD_isError(ZSTD_DCtx_reset(stream, ZSTD_reset_session_only)) == 0
    }

    /// RFC 8878 §3.1: a frame begins with 0x28, a skippable frame with 0x50 to 0x5F.
    func restart(before byte: UInt8) -> Bool {
        byte == 0x28 || (0x50...0x5F).contains(byte)
    }
}

import CCompression

extension ContentCoding {
    static let brotli = ContentCoding(
        names: ["br"],
        makeDecoder: { _ in BrotliDecoder() },
        encode: encodeBrotli
    )

    private static func encodeBrotli(_ bytes: [UInt8]) -> [UInt8]? {
        let capacity = BrotliEncoderMaxCompressedSize(bytes.count)
        guard capacity > 0 else { return nil }
        // The best quality takes seconds a megabyte; this one is about as fast as gzip.
        let quality: Int32 = 5
        var isEncoded = false
        let result = [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            count = capacity
            let status = BrotliEncoderCompress(
                quality,
                BROTLI_DEFAULT_WINDOW,
                BROTLI_MODE_GENERIC,
                bytes.count,
                bytes,
                &count,
                output.baseAddress
            )
            isEncoded = status == BROTLI_TRUE
            if !isEncoded { count = 0 }
        }
        return isEncoded ? result : nil
    }
}

private final class BrotliDecoder: ContentDecoder {
    private let state: OpaquePointer

    init?() {
        guard let state = BrotliDecoderCreateInstance(nil, nil, nil) else { return nil }
        self.state = state
    }

    deinit {
        BrotliDecoderDestroyInstance(state)
    }

    func step(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutableBufferPointer<UInt8>) -> DecodingStep {
        var inputCount = input.count
        var outputCount = output.count
        var inputStart = input.baseAddress
        var outputStart = output.baseAddress
        let result = BrotliDecoderDecompressStream(
            state,
            &inputCount,
            &inputStart,
            &outputCount,
            &outputStart,
            nil
        )
        return DecodingStep(
            consumed: input.count - inputCount,
            produced: output.count - outputCount,
            state: stepState(result)
        )
    }

    private func stepState(_ result: BrotliDecoderResult) -> DecodingStep.State {
        switch result {
        case BROTLI_DECODER_RESULT_SUCCESS:
            return .ended
        case BROTLI_DECODER_RESULT_ERROR:
            let name = BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state)).map { String(cString: $0) }
            return .failed(name.map { $0.lowercased().split(separator: "_").joined(separator: " ") } ?? "brotli error")
        default:
            return .going
        }
    }

    /// The library has no way to.
    func begin(with prefix: [UInt8]) -> Bool { false }

    func restart(before byte: UInt8) -> Bool { false }
}

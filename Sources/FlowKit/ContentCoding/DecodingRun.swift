/// Drives one decoder over the chunks of a body.
struct DecodingRun {
    enum End: Equatable {
        case complete
        /// Complete, and then came bytes that are no part of it.
        case trailingBytes(Int)
        /// The input stopped before the coded data did.
        case cut
        /// There is more output than the limit allows.
        case limited
        case failed(String)
    }

    private let decoder: any ContentDecoder
    private let limit: Int
    private var output: [UInt8] = []
    private var isAtEnd = false
    private var end: End?
    /// Not filled with anything: for a small body that would cost as much as decoding it.
    private var block = [UInt8](unsafeUninitializedCapacity: blockByteCount) { $1 = blockByteCount }

    private static let blockByteCount = 1 << 16

    /// Decodes until the input or the coded data ends, the limit is reached or the data turns out damaged.
    static func decode(
        _ chunks: [[UInt8]],
        with decoder: any ContentDecoder,
        limit: Int
    ) -> (bytes: [UInt8], end: End) {
        var run = DecodingRun(decoder: decoder, limit: max(0, limit))
        var remaining = chunks.reduce(0) { $0 + $1.count }
        for chunk in chunks {
            let consumed = chunk.withUnsafeBufferPointer { run.take($0) }
            remaining -= consumed
            if let end = run.end {
                return (run.output, end == .complete && remaining > 0 ? .trailingBytes(remaining) : end)
            }
        }
        return (run.output, run.isAtEnd ? .complete : .cut)
    }

    private init(decoder: any ContentDecoder, limit: Int) {
        self.decoder = decoder
        self.limit = limit
    }

    /// - Returns: how many of the bytes belong to the coded data; `end` is set where reading must stop.
    private mutating func take(_ chunk: UnsafeBufferPointer<UInt8>) -> Int {
        var offset = 0
        while end == nil {
            if isAtEnd {
                guard offset < chunk.count else { break }
                guard decoder.restart(before: chunk[offset]) else {
                    end = .complete
                    break
                }
                isAtEnd = false
            }
            let step = block.withUnsafeMutableBufferPointer { output in
                decoder.step(UnsafeBufferPointer(rebasing: chunk[offset...]), into: output)
            }
            offset += step.consumed
            keep(step)
            // Neither side moved: the decoder waits for input.
            if step.consumed == 0 && step.produced == 0 && !isAtEnd { break }
        }
        return offset
    }

    private mutating func keep(_ step: DecodingStep) {
        let room = limit - output.count
        output += block[..<min(step.produced, room)]
        if step.produced > room {
            end = .limited
            return
        }
        switch step.state {
        case .going: return
        case .ended: isAtEnd = true
        case .failed(let reason): end = .failed(reason)
        }
    }
}

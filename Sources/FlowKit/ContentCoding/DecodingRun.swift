/// Drives one decoder over a body.
enum DecodingRun {
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

    /// How many times as long as its coded form a text is held to be, before more is known.
    private static let expectedGrowth = 4

    /// Decodes until the input or the coded data ends, the limit is reached or the data turns out damaged.
    static func decode(
        _ input: UnsafeBufferPointer<UInt8>,
        with decoder: any ContentDecoder,
        limit: Int,
        into output: ByteScratch
    ) -> End {
        var rest = input
        // One more than may be kept tells that there is more.
        let end = max(0, min(limit, .max - 1)) + 1
        output.clear(expecting: min(end, input.count * expectedGrowth))
        while true {
            var step = DecodingStep(consumed: 0, produced: 0, state: .going)
            output.write(upTo: end) { room in
                step = decoder.step(rest, into: room)
                return step.produced
            }
            rest = UnsafeBufferPointer(rebasing: rest[step.consumed...])
            guard output.count < end else {
                output.truncate(to: end - 1)
                return .limited
            }
            switch step.state {
            case .failed(let reason): return .failed(reason)
            case .going:
                // Neither side moved: the decoder waits for input.
                if step.consumed == 0 && step.produced == 0 { return .cut }
            case .ended:
                guard let next = rest.first else { return .complete }
                guard decoder.restart(before: next) else { return .trailingBytes(rest.count) }
            }
        }
    }
}

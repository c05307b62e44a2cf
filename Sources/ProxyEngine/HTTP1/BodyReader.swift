import FlowKit
import NIOCore

/// Follows a body to its end by whichever framing its head announced.
struct BodyReader {
    private enum Progress {
        case length(remaining: Int)
        case chunked(ChunkedDecoder)
        case untilClose
        case done
    }

    private var progress: Progress
    /// Fields after a chunked body.
    private(set) var trailers: Headers?
    private var wholeLayout: ChunkLayout?

    init(_ framing: BodyFraming) {
        switch framing {
        case .none: progress = .done
        case .length(let length): progress = length == 0 ? .done : .length(remaining: length)
        case .chunked: progress = .chunked(ChunkedDecoder())
        case .untilClose, .stream: progress = .untilClose
        }
    }

    var isDone: Bool {
        if case .done = progress { return true }
        return false
    }

    /// How the body was cut so far; `nil` where it is not chunked.
    var layout: ChunkLayout? {
        if case .chunked(let decoder) = progress { decoder.layout } else { wholeLayout }
    }

    /// Whether the body cannot end within so many bytes more.
    func needsMore(than byteCount: Int) -> Bool {
        switch progress {
        case .length(let remaining): remaining > byteCount
        case .chunked: byteCount == 0
        case .untilClose, .done: false
        }
    }

    /// Reads on.
    ///
    /// - Parameter content: called with each range of `bytes` that is content rather than framing.
    /// - Returns: how many bytes belong to this body; fewer than given only when it ended.
    mutating func consume(
        _ bytes: UnsafeRawBufferPointer,
        content: (Range<Int>) -> Void
    ) throws(HTTP1Error) -> Int {
        switch progress {
        case .length(let remaining):
            let count = min(remaining, bytes.count)
            if count > 0 { content(0..<count) }
            progress = count == remaining ? .done : .length(remaining: remaining - count)
            return count
        case .chunked(var decoder):
            progress = .untilClose  // the decoder is ours alone now: what it holds is not copied
            defer {
                trailers = decoder.trailers
                if decoder.isDone { wholeLayout = decoder.layout }
                progress = decoder.isDone ? .done : .chunked(decoder)
            }
            return try decoder.consume(bytes, content: content)
        case .untilClose:
            if !bytes.isEmpty { content(0..<bytes.count) }
            return bytes.count
        case .done:
            return 0
        }
    }
}

extension BodyReader {
    /// Takes what belongs to the body; stops at its end.
    mutating func read(_ bytes: inout ByteBuffer) throws(HTTP1Error) -> BodyPart {
        let isFramed = if case .chunked = progress { true } else { false }
        var contents: [Range<Int>] = []
        let count = try bytes.withReadable { (all) throws(HTTP1Error) in
            try consume(all) { if isFramed { contents.append($0) } }
        }
        return BodyPart(bytes: bytes.readSlice(length: count) ?? ByteBuffer(), contents: isFramed ? contents : nil)
    }
}

import FlowKit

/// One direction of a WebSocket: finds the frames in its bytes and joins them to messages.
///
/// What breaks the protocol is noted on its message and in `violation`; reading goes on where the frames can still be
/// told apart, and stops for good where they cannot.
struct WebSocketReader {
    let sender: StreamMessage.Sender
    let bodyLimit: Int
    let deflate: WebSocketExtensions.Deflate?
    let unknownExtensions: String?

    /// The beginning of a head that is not there whole.
    private var head: [UInt8] = []
    private var frame: WebSocketFrame?
    /// Bytes of the frame's payload that came.
    private var payloadOffset = 0
    /// The message, and the control frame, that the frame belongs to.
    var data: WebSocketAssembly?
    var control: WebSocketAssembly?
    var inflation: WebSocketInflation?
    /// Where the current frame began among all bytes of this direction, and where the next byte will be.
    private var frameStart = 0
    private var position = 0

    /// Those that are complete, until they are taken.
    var messages: [StreamMessage] = []
    var violation: String?
    /// The frames cannot be told apart any more.
    private(set) var isStopped = false
    var hasClosed = false

    init(_ sender: StreamMessage.Sender, extensions: WebSocketExtensions, bodyLimit: Int) {
        self.sender = sender
        self.bodyLimit = bodyLimit
        deflate = sender == .client ? extensions.client : extensions.server
        let names = extensions.unknownNames
        unknownExtensions = names.isEmpty ? nil : names.joined(separator: ", ")
    }

    /// A frame of somebody else could stand here.
    var isBetweenFrames: Bool { frame == nil && head.isEmpty && !isStopped }
    /// A whole message could.
    var isBetweenMessages: Bool { isBetweenFrames && data == nil }

    /// Reads on to the end of a frame, or of the bytes.
    ///
    /// - Returns: where it stopped.
    mutating func read(_ bytes: UnsafeRawBufferPointer, from start: Int, at time: Timestamp) -> Int {
        guard !isStopped else { return bytes.count }
        var offset = start
        if frame == nil {
            offset = readHead(bytes, from: offset, at: time)
            guard !isStopped else { return bytes.count }
        }
        guard let frame, let byteCount = frame.payloadByteCount else { return offset }
        let count = min(bytes.count - offset, byteCount - payloadOffset)
        if count > 0 {
            take(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]), of: frame)
            payloadOffset += count
            position &+= count
        }
        if payloadOffset == byteCount {
            self.frame = nil
            endFrame(frame, at: time)
        }
        return offset + count
    }

    mutating func takeMessages() -> [StreamMessage] {
        guard !messages.isEmpty else { return [] }
        defer { messages = [] }
        return messages
    }

    /// The sender says no more.
    mutating func end(at time: Timestamp) {
        guard !isStopped else { return }
        isStopped = true
        if let frame {
            let byteCount = frame.headByteCount &+ payloadOffset
            if frame.isControl { control?.addFrame(byteCount) } else { data?.addFrame(byteCount) }
        }
        for assembly in [control.take(), data.take()] {
            guard var assembly else { continue }
            assembly.cut(note: "the connection ended in the middle of it")
            messages.append(assembly.message(from: sender, at: time))
        }
    }

    // MARK: - Heads

    private mutating func readHead(_ bytes: UnsafeRawBufferPointer, from start: Int, at time: Timestamp) -> Int {
        if head.isEmpty {
            frameStart = position
            let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
            if rest.count >= 2, rest.count >= WebSocketFrame.headByteCount(rest[1]) {
                let frame = WebSocketFrame(rest)
                position &+= frame.headByteCount
                begin(frame, at: time)
                return start + frame.headByteCount
            }
        }
        var offset = start
        while offset < bytes.count {
            head.append(bytes[offset])
            offset += 1
            position &+= 1
            guard head.count >= 2, head.count == WebSocketFrame.headByteCount(head[1]) else { continue }
            let frame = head.withUnsafeBytes { WebSocketFrame($0) }
            head.removeAll(keepingCapacity: true)
            begin(frame, at: time)
            break
        }
        return offset
    }

    private mutating func begin(_ frame: WebSocketFrame, at time: Timestamp) {
        guard frame.isOpcodeKnown else { return stop("has the reserved opcode \(frame.opcode)", at: time) }
        guard frame.payloadByteCount != nil else { return stop("says to be longer than 2^63 bytes", at: time) }
        self.frame = frame
        payloadOffset = 0
        beginFrame(frame, at: time)
    }

    private mutating func stop(_ reason: String, at time: Timestamp) {
        let isFirst = violation == nil
        let words = breach(reason) + ": what the \(sender) says from there on is not recorded"
        if isFirst { violation = words }
        end(at: time)
    }

    /// Words for a breach of the protocol by the current frame, the first of which is the stream's.
    mutating func breach(_ what: String) -> String {
        let words = "the \(sender)'s frame at byte \(frameStart) \(what)"
        violation = violation ?? words
        return words
    }

    // MARK: - Payloads

    private static let blockByteCount = 16 << 10

    private mutating func take(_ bytes: UnsafeRawBufferPointer, of frame: WebSocketFrame) {
        guard let mask = frame.mask else { return append(bytes, isControl: frame.isControl) }
        let size = min(bytes.count, Self.blockByteCount)
        withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { block in
            var offset = 0
            while offset < bytes.count {
                let part = UnsafeRawBufferPointer(rebasing: bytes[offset...].prefix(size))
                WebSocketMask.apply(mask, offset: payloadOffset &+ offset, from: part, to: block)
                append(UnsafeRawBufferPointer(rebasing: block[..<part.count]), isControl: frame.isControl)
                offset += part.count
            }
        }
    }
}

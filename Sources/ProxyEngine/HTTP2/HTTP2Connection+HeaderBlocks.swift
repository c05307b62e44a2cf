internal import NIOCore

/// HEADERS and CONTINUATION, until the block is whole (RFC 9113 §6.2, §6.10).
extension HTTP2Connection {
    /// The frames of a block so far.
    struct HeaderBlock {
        let streamID: HTTP2StreamID
        let endStream: Bool
        let priority: HTTP2Priority?
        var bytes: [UInt8]
        var frameCount = 1
        let began: NIODeadline
    }

    mutating func readHeaders(_ frame: HTTP2Frame, _ payload: UnsafeRawBufferPointer) throws(HTTP2Error) -> Outcome {
        try requireStream(frame, "HEADERS")
        var fragment = try Self.withoutPadding(frame, payload)
        var priority: HTTP2Priority?
        if frame.has(HTTP2Frame.Flag.priority) {
            guard fragment.count >= 5 else { throw .connection(.frameSizeError, "HEADERS too short for its priority") }
            priority = HTTP2Priority(fragment)
            fragment = fragment.from(5)
        }
        let endStream = frame.has(HTTP2Frame.Flag.endStream)
        guard frame.has(HTTP2Frame.Flag.endHeaders) else {
            block = HeaderBlock(
                streamID: frame.streamID,
                endStream: endStream,
                priority: priority,
                bytes: Array(fragment),
                began: now
            )
            return .nothing
        }
        return try readMessagePart(fragment, on: frame.streamID, endStream: endStream, priority: priority)
    }

    mutating func readContinuation(
        _ frame: HTTP2Frame,
        _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Error) -> Outcome {
        guard var block = block.take() else {
            throw .connection(.protocolError, "CONTINUATION without a header block to continue")
        }
        block.frameCount += 1
        guard block.frameCount <= limits.blockFrames, block.bytes.count + payload.count <= limits.blockBytes else {
            throw .connection(
                .enhanceYourCalm,
                "flooded with CONTINUATION frames: a header block of \(block.frameCount) frames, "
                    + "\(block.bytes.count + payload.count) bytes"
            )
        }
        block.bytes += payload
        guard frame.has(HTTP2Frame.Flag.endHeaders) else {
            self.block = block
            return .nothing
        }
        let result: Result<Outcome, HTTP2Error> = block.bytes.withUnsafeBytes { bytes in
            do throws(HTTP2Error) {
                return .success(
                    try readMessagePart(
                        bytes,
                        on: block.streamID,
                        endStream: block.endStream,
                        priority: block.priority
                    )
                )
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    static func withoutPadding(
        _ frame: HTTP2Frame,
        _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Error) -> UnsafeRawBufferPointer {
        guard frame.has(HTTP2Frame.Flag.padded) else { return payload }
        let padding = try paddingByteCount(payload.first, payloadByteCount: payload.count)
        return UnsafeRawBufferPointer(rebasing: payload[1..<(payload.count - padding + 1)])
    }

    /// How much of a payload is padding, the byte that says so included.
    static func paddingByteCount(_ padding: UInt8?, payloadByteCount: Int) throws(HTTP2Error) -> Int {
        guard let padding else {
            throw .connection(.frameSizeError, "a padded frame without the length of its padding")
        }
        guard Int(padding) < payloadByteCount else {
            throw .connection(.protocolError, "padding as long as its frame, or longer")
        }
        return Int(padding) + 1
    }
}

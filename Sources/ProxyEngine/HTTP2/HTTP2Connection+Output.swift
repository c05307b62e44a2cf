internal import NIOCore

/// What goes to the socket, and in whose turn.
extension HTTP2Connection {
    /// What is to be written to the socket: control frames and heads first, then content, a frame of each stream in turn.
    ///
    /// Streams that this makes writable are told by ``nextEvent(_:now:)``: ask that again afterwards, or they wait until
    /// the peer speaks.
    ///
    /// - Parameter limit: how much content to add, roughly. Call again while the socket takes more.
    /// - Returns: `nil` when there is nothing to write now.
    mutating func takeOutput(atMost limit: Int = 128 << 10) -> ByteBuffer? {
        if !line.isEmpty { writeContent(atMost: limit) }
        guard output.readableBytes > 0 else { return nil }
        let taken = output
        output = ByteBuffer()
        queuedAnswers = 0
        return taken
    }

    mutating func joinLine(_ index: Dictionary<HTTP2StreamID, HTTP2Stream>.Index) {
        guard !streams.values[index].isInLine, streams.values[index].canSend else { return }
        streams.values[index].isInLine = true
        line.append(streams.keys[index])
    }

    private mutating func writeContent(atMost limit: Int) {
        let end = output.readableBytes + limit
        var passedOver = 0
        if let first = line.first, let waiting = streams[first]?.queue.byteCount {
            output.reserveCapacity(output.readableBytes + min(waiting, limit) + 256)
        }
        while output.readableBytes < end, passedOver < line.count, let id = line.popFirst() {
            guard let index = streams.index(forKey: id), streams.values[index].canSend else {
                if let index = streams.index(forKey: id) { streams.values[index].isInLine = false }
                continue
            }
            if streams.values[index].queue.byteCount > 0, sendWindow <= 0 {
                // Others may have an end to say, which no window stops.
                line.append(id)
                passedOver += 1
                continue
            }
            if writeTurn(index, id) { line.append(id) }
        }
    }

    /// - Returns: whether the stream has more to send, and can.
    private mutating func writeTurn(
        _ index: Dictionary<HTTP2StreamID, HTTP2Stream>.Index,
        _ id: HTTP2StreamID
    ) -> Bool {
        let queued = streams.values[index].queue.byteCount
        let allowed = min(16_384, Int(peerSettings.maxFrameSize), streams.values[index].sendWindow, sendWindow)
        let count = queued == 0 ? 0 : min(queued, allowed)
        let isEnd = streams.values[index].queue.isEnded && count == queued
        let trailers = isEnd ? streams.values[index].queue.trailers : nil
        if count > 0 || trailers == nil {
            let flags = isEnd && trailers == nil ? HTTP2Frame.Flag.endStream : 0
            output.writeHTTP2FrameHeader(HTTP2Frame.Kind.data, flags: flags, on: id, byteCount: count)
            if count > 0 { streams.values[index].queue.move(count, into: &output) }
            queuedContentByteCount -= count
            sendWindow -= count
            streams.values[index].sendWindow -= count
            // No credit for a peer that has its content byte by byte (CVE-2019-9511).
            if count == queued || count >= limits.smallIncrement { floods.noteUsefulFrame() }
        }
        if let trailers { write(trailers, on: id, endStream: true, priority: nil) }
        if isEnd {
            streams.values[index].isLocalClosed = true
            streams.values[index].isInLine = false
            if let code = streams.values[index].resetAtEnd, !streams.values[index].isRemoteClosed {
                sendReset(id, code)
            } else {
                closeIfComplete(index)
            }
            return false
        }
        if streams.values[index].isBackedUp, queued - count <= limits.lowWaterMark {
            streams.values[index].isBackedUp = false
            events.append(.writable(id))
        }
        streams.values[index].isInLine = streams.values[index].canSend
        return streams.values[index].isInLine
    }

    /// Writes a block in as many frames as it takes.
    mutating func write(
        _ fields: HTTP2Fields,
        on id: HTTP2StreamID,
        endStream: Bool,
        priority: HTTP2Priority?
    ) {
        let start = output.writerIndex
        var flags = (endStream ? HTTP2Frame.Flag.endStream : 0) | HTTP2Frame.Flag.endHeaders
        if priority != nil { flags |= HTTP2Frame.Flag.priority }
        output.writeHTTP2FrameHeader(HTTP2Frame.Kind.headers, flags: flags, on: id, byteCount: 0)
        if let priority { output.writeHTTP2Priority(priority) }
        encoder.encode(fields, into: &output)
        floods.noteUsefulFrame()
        let payloadStart = start + HTTP2Frame.headerByteCount
        let byteCount = output.writerIndex - payloadStart
        let frameLimit = Int(peerSettings.maxFrameSize)
        output.setInteger(UInt32(min(byteCount, frameLimit)) << 8 | UInt32(HTTP2Frame.Kind.headers), at: start)
        guard byteCount > frameLimit else { return }
        output.setInteger(flags & ~HTTP2Frame.Flag.endHeaders, at: start + 4)
        let rest = output.getBytes(at: payloadStart + frameLimit, length: byteCount - frameLimit) ?? []
        output.moveWriterIndex(to: payloadStart + frameLimit)
        for offset in stride(from: 0, to: rest.count, by: frameLimit) {
            let part = rest[offset..<min(offset + frameLimit, rest.count)]
            let isLast = part.endIndex == rest.count
            output.writeHTTP2FrameHeader(
                HTTP2Frame.Kind.continuation,
                flags: isLast ? HTTP2Frame.Flag.endHeaders : 0,
                on: id,
                byteCount: part.count
            )
            output.writeBytes(part)
        }
    }
}

internal import FlowKit
internal import NIOCore

extension HTTP2Connection {
    /// Whether ``openStream()`` would return a stream now. Role `.client`.
    ///
    /// Not while the peer's limit is reached (100 until it has spoken), after a GOAWAY of either side, or when the
    /// numbers are used up.
    var canOpenStream: Bool {
        role == .client && !isGoingAway && nextStreamID < .max
            && openStreamCount < (hasPeerSettings ? peerSettings.maxConcurrentStreams.map(Int.init) ?? Int.max : 100)
    }

    /// Takes a stream for a request; ``sendHeaders(_:on:endStream:priority:)`` on it must follow before the next is taken.
    mutating func openStream() -> HTTP2StreamID? {
        guard canOpenStream else { return nil }
        let id = nextStreamID
        nextStreamID = HTTP2StreamID(rawValue: id.rawValue + 2)
        open(newStream(isOpened: false), as: id)
        return id
    }

    /// Sends a head, or trailers: those are queued behind content that waits, and end the stream.
    ///
    /// - Parameter fields: pseudo-fields first, names in lower case, nothing that HTTP/2 forbids.
    mutating func sendHeaders(
        _ fields: HTTP2Fields,
        on id: HTTP2StreamID,
        endStream: Bool,
        priority: HTTP2Priority? = nil
    ) {
        guard let index = streams.index(forKey: id), !streams.values[index].isLocalClosed,
            !streams.values[index].queue.isEnded
        else { return }
        if streams.values[index].queue.byteCount > 0 {
            streams.values[index].queue.trailers = fields
            streams.values[index].queue.isEnded = true
            return joinLine(index)
        }
        if role == .client, !streams.values[index].isOpened {
            streams.values[index].isOpened = true
            let scan = HTTP2FieldScan(fields.headers, allowing: .ofRequests)
            streams.values[index].answersHead = scan.isHead
            streams.values[index].answersConnect = scan.isConnect
        }
        write(fields, on: id, endStream: endStream, priority: priority)
        guard endStream else { return }
        streams.values[index].isLocalClosed = true
        closeIfComplete(index)
    }

    /// Queues content. It is sent as the windows and the turns of other streams allow.
    ///
    /// - Parameter bytes: held until sent; may be empty when it only ends the stream.
    mutating func sendData(_ bytes: ByteBuffer, on id: HTTP2StreamID, endStream: Bool) {
        guard let index = streams.index(forKey: id), !streams.values[index].isLocalClosed,
            !streams.values[index].queue.isEnded
        else { return }
        streams.values[index].queue.append(bytes)
        streams.values[index].queue.isEnded = endStream
        if streams.values[index].queue.byteCount >= limits.highWaterMark { streams.values[index].isBackedUp = true }
        joinLine(index)
    }

    /// Whether the stream takes more content now; if not, a `.writable` event follows. Not when it has ended.
    func isWritable(_ id: HTTP2StreamID) -> Bool {
        guard let stream = streams[id], !stream.queue.isEnded, !stream.isLocalClosed else { return false }
        return !stream.isBackedUp
    }

    /// Ends a stream at once, in both directions: what is queued for it is dropped, what is held of it need not be consumed.
    mutating func sendReset(_ id: HTTP2StreamID, _ code: HTTP2ErrorCode) {
        guard let stream = streams[id] else { return }
        abandon(id, .resetByUs)
        if stream.isOpened, !stream.isClosed, phase != .closed { queueReset(code, on: id) }
    }

    /// Says that no streams above the last are handled (RFC 9113 §6.8); those below go on.
    ///
    /// - Parameter lastStreamID: `nil` for the highest that the peer has opened. For an orderly end say `.max` first.
    mutating func sendGoAway(
        _ code: HTTP2ErrorCode,
        lastStreamID: HTTP2StreamID? = nil,
        debug: [UInt8] = []
    ) {
        guard phase != .closed else { return }
        // RFC 9113 §6.8: the number must not increase.
        let last = min(lastStreamID ?? lastPeerStreamID, sentGoAway ?? .max)
        sentGoAway = last
        output.writeHTTP2GoAway(last, code, debug: debug)
    }

    /// Carries a priority across; the streams it names are those of this connection.
    mutating func sendPriority(_ signal: HTTP2PrioritySignal, on id: HTTP2StreamID) {
        guard phase != .closed, id != .connection else { return }
        switch signal {
        case .tree(let priority):
            output.writeHTTP2FrameHeader(HTTP2Frame.Kind.priority, on: id, byteCount: 5)
            output.writeHTTP2Priority(priority)
        case .update(let value):
            output.writeHTTP2FrameHeader(HTTP2Frame.Kind.priorityUpdate, on: .connection, byteCount: 4 + value.count)
            output.writeInteger(id.rawValue)
            output.writeBytes(value)
        }
    }

    mutating func queueReset(_ code: HTTP2ErrorCode, on id: HTTP2StreamID) {
        output.writeHTTP2Reset(code, on: id)
        queuedAnswers += 1
    }
}

// MARK: - Turns

extension HTTP2Connection {
    /// What is to be written to the socket: control frames and heads first, then content, a frame of each stream in turn.
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
            sendWindow -= count
            streams.values[index].sendWindow -= count
            floods.noteUsefulFrame()
        }
        if let trailers { write(trailers, on: id, endStream: true, priority: nil) }
        if isEnd {
            streams.values[index].isLocalClosed = true
            streams.values[index].isInLine = false
            closeIfComplete(index)
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
    private mutating func write(
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

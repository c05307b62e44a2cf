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
        let isRequest = role == .client && !streams.values[index].isOpened
        if isRequest {
            streams.values[index].isOpened = true
            let scan = HTTP2FieldScan(fields.headers, allowing: .ofRequests)
            streams.values[index].answersHead = scan.isHead
            streams.values[index].answersConnect = scan.isConnect
        }
        write(fields, on: id, endStream: endStream, priority: priority)
        if isRequest { widen(id) }
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
        queuedContentByteCount += bytes.readableBytes
        streams.values[index].queue.isEnded = endStream
        if streams.values[index].queue.byteCount >= limits.highWaterMark { streams.values[index].isBackedUp = true }
        joinLine(index)
    }

    /// Whether the stream takes more content now; if not, a `.writable` event follows. Not when it has ended.
    func isWritable(_ id: HTTP2StreamID) -> Bool {
        guard let stream = streams[id], !stream.queue.isEnded, !stream.isLocalClosed else { return false }
        return !stream.isBackedUp
    }

    /// Whether content of the stream waits for a window, when all output was taken.
    func hasQueuedContent(_ id: HTTP2StreamID) -> Bool { (streams[id]?.queue.byteCount ?? 0) > 0 }

    /// Ends a stream at once, in both directions: what is queued for it is dropped, what is held of it need not be consumed.
    mutating func sendReset(_ id: HTTP2StreamID, _ code: HTTP2ErrorCode) {
        guard let stream = streams[id] else { return }
        abandon(id, .resetByUs)
        if stream.isOpened, !stream.isClosed, phase != .closed { queueReset(code, on: id) }
    }

    /// Ends a stream once all that is queued for it was sent, its end included: the rest of the peer's message is not
    /// wanted (RFC 9113 §8.1).
    mutating func sendResetAfterEnd(_ id: HTTP2StreamID, _ code: HTTP2ErrorCode) {
        guard let index = streams.index(forKey: id) else { return }
        guard streams.values[index].queue.isEnded, !streams.values[index].isLocalClosed else {
            return sendReset(id, code)
        }
        streams.values[index].resetAtEnd = code
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

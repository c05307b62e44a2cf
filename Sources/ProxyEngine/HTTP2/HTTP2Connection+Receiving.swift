internal import NIOCore

extension HTTP2Connection {
    /// What came of one frame.
    enum Outcome {
        case needsMore
        case nothing
        case event(Event)
    }

    /// Reads on to the next thing that happened.
    ///
    /// To be called until it returns `nil`, also after ``takeOutput(atMost:)``, which can make streams writable.
    ///
    /// - Parameter bytes: what was received and not understood yet; whole frames are consumed from its start. What is
    ///   left is less than a frame.
    /// - Returns: `nil` when it needs more bytes, or is closed.
    mutating func nextEvent(_ bytes: inout ByteBuffer, now: NIODeadline) -> Event? {
        self.now = now
        do throws(HTTP2Error) {
            while true {
                if let event = events.popFirst() { return event }
                guard phase != .closed else {
                    bytes.clear()
                    return nil
                }
                try checkBacklog()
                switch try readFrame(&bytes) {
                case .needsMore:
                    try checkTime()
                    return nil
                case .nothing: break
                case .event(let event): return event
                }
            }
        } catch {
            switch error {
            case .connection(let code, let message): return fail(code, message)
            case .stream(let id, let code, let message): return failStream(id, code, message, nil)
            }
        }
    }

    private mutating func fail(_ code: HTTP2ErrorCode, _ message: String) -> Event {
        output.writeHTTP2GoAway(min(lastPeerStreamID, sentGoAway ?? .max), code, debug: message.utf8.prefix(256))
        phase = .closed
        line.removeAll()
        streams.removeAll()
        queuedContentByteCount = 0
        return .connectionError(code, message)
    }

    /// Resets a stream that the peer has spoiled, known or not.
    mutating func failStream(
        _ id: HTTP2StreamID,
        _ code: HTTP2ErrorCode,
        _ message: String,
        _ fields: HTTP2Fields?
    ) -> Event {
        // A server has no more streams to spoil than we opened.
        if role == .server, !floods.take(.resets, now: now) {
            return fail(.enhanceYourCalm, HTTP2FloodGuard.Kind.resets.complaint)
        }
        if streams[id] != nil {
            abandon(id, .resetByUs)
        } else {
            closedStreams.note(id, .resetByUs)
        }
        queueReset(code, on: id)
        return .streamError(id, code, message, fields)
    }

    private func checkBacklog() throws(HTTP2Error) {
        guard queuedAnswers <= limits.queuedAnswers, output.readableBytes <= limits.queuedBytes else {
            throw .connection(.enhanceYourCalm, "does not read what it makes us answer")
        }
    }
}

// MARK: - Frames

extension HTTP2Connection {
    private mutating func readFrame(_ bytes: inout ByteBuffer) throws(HTTP2Error) -> Outcome {
        if phase == .awaitingPreface, try !readPreface(&bytes) { return .needsMore }
        guard bytes.readableBytes >= HTTP2Frame.headerByteCount else { return .needsMore }
        let frame = bytes.withUnsafeReadableBytes { HTTP2Frame($0) }
        try checkOrder(frame)
        let wholeByteCount = HTTP2Frame.headerByteCount + frame.byteCount
        guard bytes.readableBytes >= wholeByteCount else { return .needsMore }
        defer { bytes.moveReaderIndex(forwardBy: wholeByteCount) }
        if frame.type == HTTP2Frame.Kind.data { return try readData(frame, bytes) }
        let result: Result<Outcome, HTTP2Error> = bytes.withUnsafeReadableBytes { all in
            let payload = UnsafeRawBufferPointer(rebasing: all[HTTP2Frame.headerByteCount..<wholeByteCount])
            do throws(HTTP2Error) {
                return .success(try readPayload(frame, payload))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// - Returns: whether it is there in full.
    private mutating func readPreface(_ bytes: inout ByteBuffer) throws(HTTP2Error) -> Bool {
        let count = min(bytes.readableBytes, HTTP2Frame.preface.count)
        guard bytes.readableBytesView.prefix(count).elementsEqual(HTTP2Frame.preface.prefix(count)) else {
            throw .connection(.protocolError, "what came first is not the HTTP/2 preface")
        }
        guard count == HTTP2Frame.preface.count else { return false }
        bytes.moveReaderIndex(forwardBy: count)
        phase = .awaitingSettings
        return true
    }

    /// What can be judged by a frame's header, so that nobody waits for the payload of a frame that is refused.
    private func checkOrder(_ frame: HTTP2Frame) throws(HTTP2Error) {
        if phase == .awaitingSettings {
            guard frame.type == HTTP2Frame.Kind.settings, !frame.has(HTTP2Frame.Flag.acknowledgement) else {
                throw .connection(.protocolError, "the first frame is not SETTINGS")
            }
        }
        guard frame.byteCount <= settings.maxFrameSize else {
            throw .connection(
                .frameSizeError,
                "a frame of \(frame.byteCount) bytes is over the limit of \(settings.maxFrameSize)"
            )
        }
        if let block {
            guard frame.type == HTTP2Frame.Kind.continuation, frame.streamID == block.streamID else {
                throw .connection(.protocolError, "another frame inside the header block of stream \(block.streamID)")
            }
        }
    }

    private mutating func readPayload(
        _ frame: HTTP2Frame,
        _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Error) -> Outcome {
        switch frame.type {
        case HTTP2Frame.Kind.headers: return try readHeaders(frame, payload)
        case HTTP2Frame.Kind.continuation: return try readContinuation(frame, payload)
        case HTTP2Frame.Kind.priority: return try readPriority(frame, payload)
        case HTTP2Frame.Kind.priorityUpdate: return try readPriorityUpdate(frame, payload)
        case HTTP2Frame.Kind.resetStream: return try readReset(frame, payload)
        case HTTP2Frame.Kind.settings: return try readSettings(frame, payload)
        case HTTP2Frame.Kind.ping: return try readPing(frame, payload)
        case HTTP2Frame.Kind.goAway: return try readGoAway(frame, payload)
        case HTTP2Frame.Kind.windowUpdate: return try readWindowUpdate(frame, payload)
        case HTTP2Frame.Kind.pushPromise:
            throw .connection(.protocolError, "PUSH_PROMISE, which is not allowed here")
        default:
            // RFC 9113 §5.5: extensions that are not known are ignored.
            try floods.spend(.otherFrames, now: now)
            return .nothing
        }
    }

    func requireConnection(_ frame: HTTP2Frame, _ name: String) throws(HTTP2Error) {
        guard frame.streamID == .connection else {
            throw .connection(.protocolError, "\(name) on stream \(frame.streamID)")
        }
    }

    func requireStream(_ frame: HTTP2Frame, _ name: String) throws(HTTP2Error) {
        guard frame.streamID != .connection else {
            throw .connection(.protocolError, "\(name) on stream 0")
        }
    }

    /// Nobody has opened it yet.
    func isIdle(_ id: HTTP2StreamID) -> Bool {
        guard id.isClientInitiated else { return true }
        guard role == .client else { return id > lastPeerStreamID }
        return id >= nextStreamID || streams[id]?.isOpened == false
    }
}

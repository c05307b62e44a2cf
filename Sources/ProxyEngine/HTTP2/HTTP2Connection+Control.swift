internal import NIOCore

/// Frames about the connection, and about streams as a whole (RFC 9113 §6.3 to §6.9).
extension HTTP2Connection {
    mutating func readSettings(
        _ frame: HTTP2Frame,
        _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Error) -> Outcome {
        try requireConnection(frame, "SETTINGS")
        try floods.spend(.settings, now: now)
        guard !frame.has(HTTP2Frame.Flag.acknowledgement) else {
            guard payload.isEmpty else {
                throw .connection(.frameSizeError, "a SETTINGS acknowledgement with a payload")
            }
            settingsWereAcknowledged()
            return .nothing
        }
        var changed = peerSettings
        try changed.apply(payload, isServer: role == .client)
        try checkWindows(against: changed)
        phase = .open
        hasPeerSettings = true
        adopt(changed)
        output.writeHTTP2FrameHeader(
            HTTP2Frame.Kind.settings,
            flags: HTTP2Frame.Flag.acknowledgement,
            on: .connection,
            byteCount: 0
        )
        queuedAnswers += 1
        return .event(.settings(changed))
    }

    /// RFC 9113 §6.9.2: a change of the initial size moves all windows, and none over the limit.
    private func checkWindows(against changed: HTTP2Settings) throws(HTTP2Error) {
        let difference = Int(changed.initialWindowSize) - Int(peerSettings.initialWindowSize)
        guard difference > 0 else { return }
        for (id, stream) in streams where stream.sendWindow + difference > HTTP2Window.limit {
            throw .connection(
                .flowControlError,
                "SETTINGS_INITIAL_WINDOW_SIZE takes the window of stream \(id) over 2^31-1"
            )
        }
    }

    mutating func adopt(_ changed: HTTP2Settings) {
        let difference = Int(changed.initialWindowSize) - Int(peerSettings.initialWindowSize)
        if changed.headerTableSize != peerSettings.headerTableSize {
            encoder.setTableLimit(min(Int(changed.headerTableSize), limits.tableBytes))
        }
        peerSettings = changed
        guard difference != 0 else { return }
        for index in streams.values.indices {
            streams.values[index].sendWindow += difference
            joinLine(index)
        }
    }

    mutating func readPing(_ frame: HTTP2Frame, _ payload: UnsafeRawBufferPointer) throws(HTTP2Error) -> Outcome {
        try requireConnection(frame, "PING")
        guard payload.count == 8 else { throw .connection(.frameSizeError, "a PING of \(payload.count) bytes, not 8") }
        try floods.spend(.pings, now: now)
        guard !frame.has(HTTP2Frame.Flag.acknowledgement) else { return .nothing }
        output.writeHTTP2FrameHeader(
            HTTP2Frame.Kind.ping,
            flags: HTTP2Frame.Flag.acknowledgement,
            on: .connection,
            byteCount: 8
        )
        output.writeBytes(payload)
        queuedAnswers += 1
        return .nothing
    }

    mutating func readGoAway(_ frame: HTTP2Frame, _ payload: UnsafeRawBufferPointer) throws(HTTP2Error) -> Outcome {
        try requireConnection(frame, "GOAWAY")
        guard payload.count >= 8 else { throw .connection(.frameSizeError, "a GOAWAY of \(payload.count) bytes") }
        if receivedGoAway != nil { try floods.spend(.otherFrames, now: now) }
        let last = min(HTTP2StreamID(rawValue: payload.uint32(at: 0)), receivedGoAway ?? .max)
        receivedGoAway = last
        if role == .client {
            for id in streams.keys.filter({ $0 > last }).sorted() {
                abandon(id, .resetByPeer)
                events.append(.reset(id, .refusedStream))
            }
        }
        let code = HTTP2ErrorCode(rawValue: payload.uint32(at: 4))
        return .event(.goAway(lastStreamID: last, code, debug: Array(payload.from(8))))
    }

    mutating func readReset(_ frame: HTTP2Frame, _ payload: UnsafeRawBufferPointer) throws(HTTP2Error) -> Outcome {
        let id = frame.streamID
        try requireStream(frame, "RST_STREAM")
        guard payload.count == 4 else {
            throw .connection(.frameSizeError, "a RST_STREAM of \(payload.count) bytes, not 4")
        }
        guard !isIdle(id) else { throw .connection(.protocolError, "RST_STREAM on stream \(id), which is idle") }
        guard let stream = streams[id], !stream.isClosed else {
            try floods.spend(.otherFrames, now: now)
            return .nothing
        }
        if role == .server { try floods.spend(.resets, now: now) }
        abandon(id, .resetByPeer)
        return .event(.reset(id, HTTP2ErrorCode(rawValue: payload.uint32(at: 0))))
    }

    mutating func readWindowUpdate(
        _ frame: HTTP2Frame,
        _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Error) -> Outcome {
        let id = frame.streamID
        guard payload.count == 4 else {
            throw .connection(.frameSizeError, "a WINDOW_UPDATE of \(payload.count) bytes, not 4")
        }
        let increment = Int(payload.uint32(at: 0) & 0x7FFF_FFFF)
        if increment < limits.smallIncrement { try floods.spend(.windowUpdates, now: now) }
        guard id != .connection else {
            guard increment > 0 else { throw .connection(.protocolError, "a WINDOW_UPDATE of 0") }
            sendWindow += increment
            guard sendWindow <= HTTP2Window.limit else {
                throw .connection(.flowControlError, "the window of the connection is over 2^31-1")
            }
            return .nothing
        }
        guard !isIdle(id) else { throw .connection(.protocolError, "WINDOW_UPDATE on stream \(id), which is idle") }
        guard let index = streams.index(forKey: id), !streams.values[index].isClosed else {
            if increment >= limits.smallIncrement { try floods.spend(.windowUpdates, now: now) }
            return .nothing
        }
        guard increment > 0 else { throw .stream(id, .protocolError, "a WINDOW_UPDATE of 0") }
        streams.values[index].sendWindow += increment
        guard streams.values[index].sendWindow <= HTTP2Window.limit else {
            throw .stream(id, .flowControlError, "the window of stream \(id) is over 2^31-1")
        }
        joinLine(index)
        return .nothing
    }
}

// MARK: - Priority

extension HTTP2Connection {
    mutating func readPriority(_ frame: HTTP2Frame, _ payload: UnsafeRawBufferPointer) throws(HTTP2Error) -> Outcome {
        let id = frame.streamID
        try requireStream(frame, "PRIORITY")
        try floods.spend(.priorities, now: now)
        guard payload.count == 5 else {
            throw streamOrConnection(id, .frameSizeError, "a PRIORITY of \(payload.count) bytes, not 5")
        }
        let priority = HTTP2Priority(payload)
        guard priority.dependency != id else {
            throw streamOrConnection(id, .protocolError, "stream \(id) depends on itself")
        }
        return .event(.priority(id, .tree(priority)))
    }

    /// What would be an error of the stream, were there one: RST_STREAM is not allowed on those that are idle.
    private func streamOrConnection(_ id: HTTP2StreamID, _ code: HTTP2ErrorCode, _ message: String) -> HTTP2Error {
        isIdle(id) ? .connection(code, message) : .stream(id, code, message)
    }

    mutating func readPriorityUpdate(
        _ frame: HTTP2Frame,
        _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Error) -> Outcome {
        try requireConnection(frame, "PRIORITY_UPDATE")
        try floods.spend(.priorities, now: now)
        guard role == .server else { throw .connection(.protocolError, "PRIORITY_UPDATE from a server") }
        guard payload.count >= 4 else {
            throw .connection(.frameSizeError, "a PRIORITY_UPDATE of \(payload.count) bytes")
        }
        let id = HTTP2StreamID(rawValue: payload.uint32(at: 0))
        guard id.isClientInitiated else { throw .connection(.protocolError, "PRIORITY_UPDATE for stream \(id)") }
        return .event(.priority(id, .update(Array(payload.from(4)))))
    }
}

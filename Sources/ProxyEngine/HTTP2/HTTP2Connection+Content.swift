internal import NIOCore

/// DATA, and the windows it goes by (RFC 9113 §6.1, §5.2).
extension HTTP2Connection {
    /// - Parameter bytes: from the header of the frame on.
    mutating func readData(_ frame: HTTP2Frame, _ bytes: ByteBuffer) throws(HTTP2Error) -> Outcome {
        let id = frame.streamID
        try requireStream(frame, "DATA")
        let payloadStart = bytes.readerIndex + HTTP2Frame.headerByteCount
        var contentCount = frame.byteCount
        if frame.has(HTTP2Frame.Flag.padded) {
            let padding = contentCount > 0 ? bytes.getInteger(at: payloadStart, as: UInt8.self) : nil
            contentCount -= try Self.paddingByteCount(padding, payloadByteCount: contentCount)
        }
        guard receiveWindow.receive(frame.byteCount) else {
            throw .connection(.flowControlError, "DATA of \(frame.byteCount) bytes is over the connection's window")
        }
        guard let index = streams.index(forKey: id), !streams.values[index].isRemoteClosed else {
            return try readLateData(on: id, byteCount: frame.byteCount)
        }
        guard streams.values[index].receiveWindow.receive(frame.byteCount) else {
            release(frame.byteCount)
            throw .stream(id, .flowControlError, "DATA of \(frame.byteCount) bytes is over the window of stream \(id)")
        }
        let endStream = frame.has(HTTP2Frame.Flag.endStream)
        try checkContent(contentCount, on: id, index, endStream: endStream)
        if frame.byteCount > contentCount { consumed(frame.byteCount - contentCount, on: id) }
        if contentCount == 0, !endStream {
            try floods.spend(.emptyData, now: now)
            return .nothing
        }
        floods.noteUsefulFrame()
        if endStream {
            streams.values[index].isRemoteClosed = true
            closeIfComplete(index)
        }
        let contentStart = frame.has(HTTP2Frame.Flag.padded) ? payloadStart + 1 : payloadStart
        let content = bytes.getSlice(at: contentStart, length: contentCount) ?? ByteBuffer()
        return .event(.data(id, content, endStream: endStream))
    }

    private mutating func checkContent(
        _ byteCount: Int,
        on id: HTTP2StreamID,
        _ index: Dictionary<HTTP2StreamID, HTTP2Stream>.Index,
        endStream: Bool
    ) throws(HTTP2Error) {
        guard streams.values[index].awaited == .trailers else {
            throw .stream(id, .protocolError, "DATA before the head of a response")
        }
        guard let awaited = streams.values[index].awaitedContent else { return }
        guard byteCount <= awaited else {
            throw .stream(id, .protocolError, "more content than content-length or the kind of message allows")
        }
        streams.values[index].awaitedContent = awaited - byteCount
        if endStream, awaited > byteCount {
            throw .stream(id, .protocolError, "the stream ends \(awaited - byteCount) bytes before its content-length")
        }
    }

    /// Content that nobody takes: it counts, and opens the connection's window again at once.
    private mutating func readLateData(on id: HTTP2StreamID, byteCount: Int) throws(HTTP2Error) -> Outcome {
        release(byteCount)
        guard !isIdle(id) else { throw .connection(.protocolError, "DATA on stream \(id), which is idle") }
        if byteCount < limits.smallIncrement { try floods.spend(.otherFrames, now: now) }
        if let stream = streams[id] {
            if stream.isClosed { throw .connection(.streamClosed, "DATA on stream \(id), which has ended") }
            throw .stream(id, .streamClosed, "DATA on stream \(id) after its end")
        }
        switch closedStreams.end(of: id) {
        case .resetByUs: return .nothing
        case .resetByPeer: throw .stream(id, .streamClosed, "DATA on stream \(id), which the peer has reset")
        case .complete, nil: throw .connection(.streamClosed, "DATA on stream \(id), which has ended")
        }
    }

    /// Received content was passed on: opens the windows, with a WINDOW_UPDATE now and then.
    ///
    /// Each byte of a `.data` event must be told of once, also when its stream has ended in order since; those of streams
    /// that were reset need not be.
    mutating func consumed(_ byteCount: Int, on id: HTTP2StreamID) {
        guard byteCount > 0, phase != .closed, let index = streams.index(forKey: id) else { return }
        let count = min(byteCount, streams.values[index].receiveWindow.held)
        release(count)
        let increment = releaseWindow(at: index, count)
        if streams.values[index].isClosed {
            if streams.values[index].receiveWindow.held == 0 { removeStream(at: index) }
        } else if increment > 0, !streams.values[index].isRemoteClosed {
            output.writeHTTP2WindowUpdate(increment, on: id)
        }
    }

    /// Opens the connection's window by what is held no more.
    mutating func release(_ byteCount: Int) {
        let increment = receiveWindow.release(byteCount)
        if increment > 0, phase != .closed { output.writeHTTP2WindowUpdate(increment, on: .connection) }
    }
}

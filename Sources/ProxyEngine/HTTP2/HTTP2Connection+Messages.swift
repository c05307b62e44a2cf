internal import FlowKit

/// What a whole header block is on its stream: a request, a response, trailers, or out of place (RFC 9113 §8).
extension HTTP2Connection {
    /// A message part as decoded, or why it cannot be taken; the decoder is in step in any case.
    private struct Decoded {
        var fields: HTTP2Fields
        var refusal: HPACKError?
    }

    private mutating func decode(_ bytes: UnsafeRawBufferPointer) throws(HTTP2Error) -> Decoded {
        do throws(HPACKError) {
            return Decoded(fields: try decoder.decode(bytes))
        } catch {
            guard error.kind != .compression else { throw .connection(.compressionError, error.message) }
            return Decoded(fields: error.fields, refusal: error)
        }
    }

    mutating func readMessagePart(
        _ bytes: UnsafeRawBufferPointer,
        on id: HTTP2StreamID,
        endStream: Bool,
        priority: HTTP2Priority?
    ) throws(HTTP2Error) -> Outcome {
        guard id.isClientInitiated, role == .server || !isIdle(id) else {
            throw .connection(.protocolError, "HEADERS on stream \(id), which nobody opened")
        }
        let decoded = try decode(bytes)
        floods.noteUsefulFrame()
        if let index = streams.index(forKey: id) {
            guard !streams.values[index].isRemoteClosed else {
                if streams.values[index].isClosed {
                    throw .connection(.streamClosed, "HEADERS on stream \(id), which has ended")
                }
                throw .stream(id, .streamClosed, "HEADERS on stream \(id) after its end")
            }
            if priority?.dependency == id { throw .stream(id, .protocolError, "stream \(id) depends on itself") }
            return .event(try readPart(decoded, on: id, index, endStream: endStream, priority: priority))
        }
        guard role == .server, id > lastPeerStreamID else { return try readLateHeaders(on: id) }
        lastPeerStreamID = id
        return readRequest(decoded, on: id, endStream: endStream, priority: priority)
    }

    private mutating func readLateHeaders(on id: HTTP2StreamID) throws(HTTP2Error) -> Outcome {
        try floods.spend(.otherFrames, now: now)
        switch closedStreams.end(of: id) {
        case .resetByUs: return .nothing
        case .resetByPeer: throw .stream(id, .streamClosed, "HEADERS on stream \(id), which the peer has reset")
        case .complete: throw .connection(.streamClosed, "HEADERS on stream \(id), which has ended")
        case nil: throw .connection(.protocolError, "HEADERS on stream \(id), below \(lastPeerStreamID)")
        }
    }

    private mutating func readRequest(
        _ decoded: Decoded,
        on id: HTTP2StreamID,
        endStream: Bool,
        priority: HTTP2Priority?
    ) -> Outcome {
        if let sentGoAway, id > sentGoAway {
            // RFC 9113 §6.8: the peer knows that it is not handled.
            closedStreams.note(id, .resetByUs)
            return .nothing
        }
        if openStreamCount >= enforcedStreamLimit {
            let message = "more than \(enforcedStreamLimit) streams at once"
            return .event(failStream(id, .refusedStream, message, decoded.fields))
        }
        var stream = newStream(isOpened: true)
        stream.awaited = .trailers
        stream.isRemoteClosed = endStream
        if let refusal = decoded.refusal, refusal.kind == .tooLarge {
            open(stream, as: id)
            return .event(.requestTooLarge(id, refusal.message, decoded.fields, endStream: endStream))
        }
        do throws(HTTP2MessageRules.Malformed) {
            if let refusal = decoded.refusal { throw .init(message: refusal.message) }
            if priority?.dependency == id { throw .init(message: "stream \(id) depends on itself") }
            let scan = try HTTP2MessageRules.request(
                decoded.fields.headers,
                allowsConnectProtocol: settings.isConnectProtocolEnabled
            )
            stream.awaitedContent = scan.isConnect ? nil : scan.contentLength
            if endStream { try Self.checkEnd(stream) }
        } catch {
            return .event(failStream(id, .protocolError, error.message, decoded.fields))
        }
        open(stream, as: id)
        return .event(.headers(id, decoded.fields, .request, endStream: endStream, priority: priority))
    }

    /// A response, or trailers of either message.
    private mutating func readPart(
        _ decoded: Decoded,
        on id: HTTP2StreamID,
        _ index: Dictionary<HTTP2StreamID, HTTP2Stream>.Index,
        endStream: Bool,
        priority: HTTP2Priority?
    ) throws(HTTP2Error) -> Event {
        do throws(HTTP2MessageRules.Malformed) {
            if let refusal = decoded.refusal { throw .init(message: refusal.message) }
            let kind: HTTP2HeadersKind
            if streams.values[index].awaited == .trailers {
                guard endStream else { throw .init(message: "trailers that do not end their stream") }
                try HTTP2MessageRules.trailers(decoded.fields.headers)
                kind = .trailers
            } else {
                let scan = try HTTP2MessageRules.response(decoded.fields.headers)
                kind = scan.status < 200 ? .informational : .response
                try take(scan, at: index, endStream: endStream)
            }
            if endStream { try Self.checkEnd(streams.values[index]) }
            if endStream {
                streams.values[index].isRemoteClosed = true
                closeIfComplete(index)
            }
            return .headers(id, decoded.fields, kind, endStream: endStream, priority: priority)
        } catch {
            return failStream(id, .protocolError, error.message, decoded.fields)
        }
    }

    private mutating func take(
        _ scan: HTTP2FieldScan,
        at index: Dictionary<HTTP2StreamID, HTTP2Stream>.Index,
        endStream: Bool
    ) throws(HTTP2MessageRules.Malformed) {
        guard scan.status >= 200 else {
            if endStream { throw .init(message: "an informational response that ends its stream") }
            streams.values[index].informationalCount += 1
            guard streams.values[index].informationalCount <= limits.informationalResponses else {
                throw .init(message: "more than \(limits.informationalResponses) informational responses")
            }
            return
        }
        streams.values[index].awaited = .trailers
        let stream = streams.values[index]
        if stream.answersHead || scan.status == 204 || scan.status == 304 {
            // RFC 9110 §8.6: here content-length is of another message's content.
            streams.values[index].awaitedContent = 0
        } else if !(stream.answersConnect && scan.status < 300) {
            streams.values[index].awaitedContent = scan.contentLength
        }
    }

    /// RFC 9113 §8.1.1: content-length must be what the DATA frames carried.
    static func checkEnd(_ stream: HTTP2Stream) throws(HTTP2MessageRules.Malformed) {
        guard let awaited = stream.awaitedContent, awaited > 0 else { return }
        throw .init(message: "the stream ends \(awaited) bytes before its content-length")
    }
}

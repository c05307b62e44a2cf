import FlowKit
import NIOCore

/// An exchange's side towards a server that speaks HTTP/2: one stream. Confined to the event loop.
final class HTTP2UpstreamStream: ExchangeUpstream {
    let id: HTTP2StreamID
    private(set) var exchange: Exchange?
    private let session: HTTP2Upstream
    private var isRequestEnded: Bool
    private var isResponseEnded = false
    /// Bytes of the response's window that are not to be given back yet.
    private var unconsumed = 0

    /// - Parameter isRequestEnded: the whole request was sent already.
    init(_ id: HTTP2StreamID, session: HTTP2Upstream, exchange: Exchange, isRequestEnded: Bool = false) {
        self.id = id
        self.session = session
        self.exchange = exchange
        self.isRequestEnded = isRequestEnded
    }

    // MARK: - The request

    var connection: UpstreamConnection { session.connection }
    /// RFC 9113 §8.1: a server that wants no more of the request resets the stream.
    let readsOnAfterResponse = true
    var isWritable: Bool { session.http2.isWritable(id) }

    func begin(_ request: ForwardedRequest, isComplete: Bool) -> ForwardedRequestForm {
        isRequestEnded = isComplete
        session.http2.sendHeaders(
            HTTP2Fields(request),
            on: id,
            endStream: isComplete,
            priority: request.priority
        )
        return ForwardedRequestForm(
            version: .http2,
            target: request.target,
            received: exchange?.recorder.flow.request.target.bytes ?? request.head.target,
            host: request.host
        )
    }

    func send(_ part: BodyPart) {
        for slice in part.contentSlices { session.http2.sendData(slice, on: id, endStream: false) }
    }

    func endRequest(trailers: Headers?) {
        guard !isRequestEnded else { return }
        isRequestEnded = true
        if let trailers, !trailers.isEmpty {
            session.http2.sendHeaders(HTTP2Fields(trailers: trailers), on: id, endStream: true, priority: nil)
        } else {
            session.http2.sendData(ByteBuffer(), on: id, endStream: true)
        }
    }

    func sendPriority(_ signal: HTTP2PrioritySignal) {
        session.http2.sendPriority(signal, on: id)
    }

    func flush() {
        session.flush()
    }

    // MARK: - The end

    func resumeReading() {
        guard unconsumed > 0 else { return }
        consume()
        session.flush()
    }

    private func consume() {
        session.consumed(unconsumed, on: id)
        unconsumed = 0
    }

    func cancel(_ reason: StreamCancellation) {
        exchange = nil
        let code: HTTP2ErrorCode =
            switch reason {
            case .unwanted: .cancel
            case .byClient(let code): code
            }
        consume()
        if !isRequestEnded || !isResponseEnded { session.http2.sendReset(id, code) }
        session.flush()
        session.forget(id)
    }

    func detach() -> UpstreamConnection? {
        exchange = nil
        session.flush()
        session.forget(id)
        return nil
    }

    // MARK: - The response

    func received(_ fields: HTTP2Fields, _ kind: HTTP2HeadersKind, endStream: Bool) {
        guard let exchange else { return }
        if kind == .trailers { return end(trailers: fields.headers) }
        do throws(HTTP1Error) {
            let head = try ResponseHead(fields)
            let framing: BodyFraming = endStream ? .none : head.facts.contentLength.map { .length($0) } ?? .stream
            exchange.noteFirstByte()
            _ = try exchange.received(head, framing: framing)
        } catch {
            return broken(.protocolError, error.message)
        }
        if endStream { end(trailers: nil) }
    }

    func received(_ bytes: ByteBuffer, endStream: Bool) {
        unconsumed += bytes.readableBytes
        if let exchange {
            exchange.receivedBody(BodyPart(bytes: bytes))
            if !exchange.client.isWritable, !endStream { return }
        }
        consume()
        if endStream { end(trailers: nil) }
    }

    private func end(trailers: Headers?) {
        isResponseEnded = true
        // Nothing more comes, and what was not passed on yet must not keep the connection's window closed.
        consume()
        exchange?.responseEnded(trailers: trailers)
    }

    func becameWritable() {
        exchange?.serverBecameWritable()
    }

    /// The server gave the stream up, with its code.
    func reset(_ code: HTTP2ErrorCode, _ message: String) {
        let ended = exchange
        exchange = nil
        session.forget(id)
        ended?.serverReset(code, "\(session.upstream.hostAndPort): \(message)")
    }

    /// What came is not a response; the stream was reset by us.
    func broken(_ code: HTTP2ErrorCode, _ message: String) {
        let ended = exchange
        exchange = nil
        session.http2.sendReset(id, code)
        session.forget(id)
        ended?.detached()
        ended?.malformedResponse("what is not HTTP/2: \(message)")
    }

    func failed(_ error: FlowError) {
        let ended = exchange
        exchange = nil
        ended?.detached()
        ended?.failed(error)
    }

    func connectionClosed(_ error: (any Error)?) {
        let ended = exchange
        exchange = nil
        ended?.detached()
        ended?.serverClosed(error)
    }
}

@available(*, unavailable) extension HTTP2UpstreamStream: Sendable {}

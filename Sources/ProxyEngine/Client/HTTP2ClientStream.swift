import FlowKit
import NIOCore

/// One request of a client that speaks HTTP/2. Confined to the event loop.
final class HTTP2ClientStream: ExchangeClient {
    private let id: HTTP2StreamID
    private let client: HTTP2Client
    /// `nil`: over, or held without an answer.
    var exchange: Exchange?
    private var isResponseEnded = false
    /// Bytes of the request's window that are not to be given back yet.
    private var unconsumed = 0

    init(_ id: HTTP2StreamID, client: HTTP2Client) {
        self.id = id
        self.client = client
    }

    // MARK: - The request

    func received(_ bytes: ByteBuffer, endStream: Bool) {
        unconsumed += bytes.readableBytes
        if bytes.readableBytes > 0 { exchange?.receive(BodyPart(bytes: bytes)) }
        if exchange?.isReadyForRequestBytes ?? true { consume() }
        if endStream { requestEnded(trailers: nil) }
    }

    func requestEnded(trailers: Headers?) {
        exchange?.requestEnded(trailers: trailers)
    }

    private func consume() {
        guard unconsumed > 0 else { return }
        client.http2.consumed(unconsumed, on: id)
        unconsumed = 0
    }

    func resumeRequest() {
        guard exchange?.isReadyForRequestBytes ?? true else { return }
        consume()
        client.flush()
    }

    /// The client wants no answer any more.
    func reset(_ code: HTTP2ErrorCode) {
        let ended = exchange
        exchange = nil
        client.forget(id)
        ended?.clientClosed(FlowError(.clientClosed, "the client reset the stream: \(code)"), .byClient(code: code))
    }

    /// The client's stream broke the protocol and was reset by us.
    func broken(_ message: String) {
        let ended = exchange
        exchange = nil
        client.forget(id)
        ended?.clientClosed(FlowError(.badRequest, message), .byClient(code: .cancel))
    }

    /// The connection is over.
    func clientClosed(_ error: FlowError) {
        let ended = exchange
        exchange = nil
        ended?.clientClosed(error)
    }

    /// The client is there, and the request will not be complete any more, or was not answered for too long.
    func giveUp(_ error: FlowError, _ code: HTTP2ErrorCode) {
        clientClosed(error)
        client.http2.sendReset(id, code)
        client.forget(id)
    }

    /// Nothing moved for too long: the client is told, where it is not already.
    func idled(_ error: FlowError) {
        guard let exchange, exchange.isResponseOpen else { return giveUp(error, .cancel) }
        exchange.failed(error)
    }

    // MARK: - The response

    /// There is content that its window does not let out.
    var isStuck: Bool { exchange != nil && client.http2.hasQueuedContent(id) }

    var isWritable: Bool { client.http2.isWritable(id) }

    func sendInformational(_ head: ResponseHead) {
        client.http2.sendHeaders(HTTP2Fields(head), on: id, endStream: false, priority: nil)
    }

    func sendHead(_ head: ResponseHead, framing: BodyFraming) -> ForwardedResponseForm? {
        // Over HTTP/2 an empty body may still be followed by trailers.
        isResponseEnded = framing == .none || framing.isEmpty && head.version != .http2
        client.http2.sendHeaders(HTTP2Fields(head), on: id, endStream: isResponseEnded, priority: nil)
        return ForwardedResponseForm(version: .http2)
    }

    func sendBody(_ part: BodyPart) {
        client.connection.noteActivity()
        for slice in part.contentSlices { client.http2.sendData(slice, on: id, endStream: false) }
    }

    func sendEnd(trailers: Headers?) {
        guard !isResponseEnded else { return }
        isResponseEnded = true
        if let trailers, !trailers.isEmpty {
            client.http2.sendHeaders(HTTP2Fields(trailers: trailers), on: id, endStream: true, priority: nil)
        } else {
            client.http2.sendData(ByteBuffer(), on: id, endStream: true)
        }
    }

    func flush() {
        client.flush()
    }

    // MARK: - Ends

    let takesResets = true

    func exchangeEnded(_ end: ExchangeEnd) {
        exchange = nil
        consume()
        switch end {
        case .complete: break
        // RFC 9113 §8.1: the response is whole, the rest of the request is not wanted.
        case .cutShort where isResponseEnded: client.http2.sendResetAfterEnd(id, .noError)
        case .reset(let code) where isResponseEnded: client.http2.sendResetAfterEnd(id, code)
        case .cutShort: client.http2.sendReset(id, .internalError)
        case .reset(let code): client.http2.sendReset(id, code)
        }
        client.flush()
        client.forget(id)
    }

    func resetConnection() {
        exchange = nil
        client.http2.sendReset(id, .internalError)
        client.flush()
        client.forget(id)
    }

    func holdWithoutAnswer() {
        exchange = nil
    }

    func switchProtocols(
        _ head: ResponseHead,
        to connection: UpstreamConnection,
        rest: ByteBuffer,
        recorder: FlowRecorder
    ) {
        // No request of HTTP/2 asks to upgrade.
        connection.close()
        recorder.finish(error: FlowError(.badResponse, "the server switched protocols unasked"))
        exchangeEnded(.cutShort)
    }

    // MARK: - Connections

    var sessions: HTTP2Sessions { client.sessions }
    var hasBoundConnections: Bool { client.connection.hasBoundConnections }

    func takeOwnConnection(for upstream: Upstream) -> EventLoopFuture<UpstreamConnection>? {
        client.connection.takeOwnConnection(for: upstream)
    }

    func keepOwnConnection(_ connection: UpstreamConnection) {
        client.connection.keepOwnConnection(connection)
    }
}

@available(*, unavailable) extension HTTP2ClientStream: Sendable {}

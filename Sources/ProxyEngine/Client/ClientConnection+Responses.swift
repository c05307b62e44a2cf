import FlowKit
import NIOCore

// Responses of HTTP/1.
extension ClientConnection: ExchangeClient {
    var isWritable: Bool { channel.isWritable }

    /// HTTP/1.0 knows no chunks (RFC 9112 §6.1).
    private var acceptsChunks: Bool { request?.version != .http10 }

    func sendInformational(_ head: ResponseHead) {
        // RFC 9110 §15.2: HTTP/1.0 has no 1xx.
        guard acceptsChunks else { return }
        write { $0.writeResponseHead(head, ForwardedResponseForm()) }
    }

    func sendHead(_ head: ResponseHead, framing: BodyFraming) -> ForwardedResponseForm? {
        // A server that speaks HTTP/2 may say only after the head that nothing follows.
        let hasNoContent = request?.method == "HEAD" || head.status == 204 || head.status == 304
        responseEnding = ResponseEnding(hasNoContent ? .none : framing, acceptsChunks: acceptsChunks)
        willClose = willClose || isLastRequest || responseEnding.closes
        if case .exchanging(let exchange) = state { willClose = willClose || exchange.isRequestEndUncertain }
        let form = ForwardedResponseForm(
            chunks: responseEnding.chunks,
            connection: willClose ? .close : acceptsChunks ? nil : .keepAlive
        )
        write { $0.writeResponseHead(head, form) }
        return form
    }

    func sendBody(_ part: BodyPart) {
        noteActivity()
        switch responseEnding {
        case .none, .close(removesChunks: false): write(part.bytes)
        case .close(removesChunks: true): for slice in part.contentSlices { write(slice) }
        case .addedChunks:
            for slice in part.contentSlices { write { $0.writeChunk(slice) } }
        }
    }

    func sendEnd(trailers: Headers?) {
        guard responseEnding == .addedChunks else { return }
        write { $0.writeLastChunk(trailers: trailers) }
    }

    func resumeRequest() {
        process()
    }

    var takesResets: Bool { false }

    func exchangeEnded(_ end: ExchangeEnd) {
        guard case .exchanging = state else { return }
        request = nil
        // Where the close is the body's end, only a reset tells that the body was cut short.
        guard end == .complete, !willClose else {
            return closeAfterWriting(resets: end != .complete && responseEnding.closes)
        }
        // The state first: a write that fails ends this connection at once.
        state = .awaitingHead
        flush()
        process()
    }

    func resetConnection() {
        reset()
    }

    func holdWithoutAnswer() {
        state = .held
    }

    func switchProtocols(
        _ head: ResponseHead,
        to connection: UpstreamConnection,
        rest: ByteBuffer,
        recorder: FlowRecorder
    ) {
        let form = ForwardedResponseForm(connection: .upgrade)
        write { $0.writeResponseHead(head, form) }
        recorder.note { $0.responseForm = form }
        let name = head.headers["Upgrade"]?.lowercased() ?? ""
        let relay = TunnelRelay(client: self, connection: connection, recorder: recorder, protocolName: name)
        if let tap = Protocols.named(name)?.makeTap(head.headers, services.configuration.bodyLimit) {
            relay.insert(tap)
        }
        state = .relaying(relay)
        relay.begin(fromServer: rest)
        process()
    }

    func takeOwnConnection(for upstream: Upstream) -> EventLoopFuture<UpstreamConnection>? {
        guard let own = ownConnection, own.upstream == upstream else { return nil }
        ownConnection = nil
        return own.future
    }

    func keepOwnConnection(_ connection: UpstreamConnection) {
        hasBoundConnections = true
        dropOwnConnection()
        ownConnection = (connection.upstream, loop.succeeded(connection))
        connection.resumeReading()
    }
}

/// How a client that speaks HTTP/1 learns where a response ends.
enum ResponseEnding: Equatable {
    /// From its head, or from the chunks it came in.
    case none
    /// From the end of the connection.
    case close(removesChunks: Bool)
    /// From chunks that are ours.
    case addedChunks

    init(_ framing: BodyFraming, acceptsChunks: Bool) {
        self =
            switch framing {
            case .none, .length: .none
            case .chunked: acceptsChunks ? .none : .close(removesChunks: true)
            case .untilClose: .close(removesChunks: false)
            case .stream: acceptsChunks ? .addedChunks : .close(removesChunks: false)
            }
    }

    var closes: Bool {
        if case .close = self { return true }
        return false
    }

    var chunks: ForwardedResponseForm.Chunks {
        switch self {
        case .none, .close(removesChunks: false): .asReceived
        case .close(removesChunks: true): .removed
        case .addedChunks: .added
        }
    }
}

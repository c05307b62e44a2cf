import FlowKit
import NIOCore

/// The client side of a replay: it asks, and what comes back is only recorded. Confined to its event loop.
final class ReplayClient: ExchangeClient {
    private let loop: EngineLoop
    private var exchange: Exchange?
    private var timeout: Scheduled<Void>?
    /// A replay is sent on a connection of its own: an edited length need not fit its body, and what the server makes of
    /// the rest must not meet the next request.
    var hasBoundConnections: Bool { true }
    let sessions = HTTP2Sessions()
    let takesResets = false

    private init(loop: EngineLoop) {
        self.loop = loop
    }

    /// Sends the flow's request as it stands.
    static func send(_ flow: Flow, loop: EngineLoop) {
        ReplayClient(loop: loop).begin(flow)
    }

    private func begin(_ flow: Flow) {
        let request = flow.request
        let head: RequestHead
        do throws(HTTP1Error) {
            head = try Self.head(of: request)
        } catch {
            return fail(flow, FlowError(.badRequest, "the request cannot be sent: \(error.message)"))
        }
        guard request.method != "CONNECT" else {
            return fail(flow, FlowError(.badRequest, "a CONNECT cannot be replayed: it only opens a tunnel"))
        }
        let body = Self.body(of: request, isChunked: head.facts.isChunked)
        let route = ReplayRoute(flow, head: head, services: loop.services)
        var sent = flow
        sent.request.wireByteCount = head.byteCount + body.reduce(0) { $0 + $1.bytes.readableBytes }
        sent.timing.requestHead = .now
        let origin = request.origin
        let exchange = Exchange(
            // An edited length need not fit its body: both leave as the user wrote them.
            ForwardedRequest(
                head: head,
                origin: origin,
                target: route.destination.path,
                host: route.destination.host,
                // What HTTP/2 told by its frames HTTP/1 needs chunks for.
                framing: head.version == .http2 && head.facts.contentLength == nil && !body.isEmpty ? .stream : .none,
                upgrade: ProtocolUpgrade(head, framing: .none, mayBeHTTP2: false)
            ),
            body: body,
            upstream: route.upstream,
            flow: sent,
            loop: loop,
            client: self
        )
        self.exchange = exchange
        loop.add(self)
        timeout = loop.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(loop.services.configuration.idleTimeout))
        {
            self.exchange?.failed(FlowError(.idleTimedOut, "no complete response in time"))
        }
        if origin.host == OnboardingSite.host {
            exchange.recorder.report()
            exchange.answer(loop.services.site.respond(to: request.path))
        } else {
            exchange.begin()
        }
    }

    private func fail(_ flow: Flow, _ error: FlowError) {
        var flow = flow
        flow.error = error
        flow.timing.finished = .now
        loop.services.store.record(flow)
    }

    /// The facts of a head that was not read from the wire.
    private static func head(of request: Request) throws(HTTP1Error) -> RequestHead {
        // One that was written as HTTP/1 gets its pseudo-fields on its way.
        if request.version == .http2, !PseudoFields(request.headers).method.isEmpty {
            return try RequestHead(HTTP2Fields(headers: request.headers, neverIndexed: []))
        }
        var bytes = ByteBuffer()
        bytes.writeString("\(request.method) ")
        bytes.writeBytes(request.originFormBytes)
        bytes.writeString(" HTTP/1.1\r\n")
        bytes.writeBytes(request.headers.bytes)
        bytes.writeString("\r\n")
        return try bytes.withReadable { (all) throws(HTTP1Error) in try HeadParser.request(all) }
    }

    private static func body(of request: Request, isChunked: Bool) -> [BodyPart] {
        let chunks = (request.body?.chunks ?? []).filter { !$0.isEmpty }.map { ByteBuffer(bytes: $0) }
        guard isChunked else { return chunks.map { BodyPart(bytes: $0) } }
        var bytes = ByteBuffer()
        var contents: [Range<Int>] = []
        for chunk in chunks {
            bytes.writeChunk(chunk)
            let end = bytes.readableBytes - 2  // its line end
            contents.append(end - chunk.readableBytes..<end)
        }
        bytes.writeLastChunk(trailers: request.trailers)
        return [BodyPart(bytes: bytes, contents: contents)]
    }

    /// Ends the replay before its response is complete.
    func stop(because error: FlowError) {
        exchange?.clientClosed(error)
        end()
    }

    private func end() {
        loop.remove(self)
        sessions.closeAll()
        timeout?.cancel()
        timeout = nil
        exchange = nil
    }

    // MARK: - ExchangeClient

    var isWritable: Bool { true }

    func sendInformational(_ head: ResponseHead) {}
    func sendHead(_ head: ResponseHead, framing: BodyFraming) -> ForwardedResponseForm? { nil }
    func sendBody(_ part: BodyPart) {}
    func sendEnd(trailers: Headers?) {}
    func flush() {}
    func resumeRequest() {}

    func exchangeEnded(_: ExchangeEnd) {
        end()
    }

    func resetConnection() {
        end()
    }

    func holdWithoutAnswer() {
        end()
    }

    func switchProtocols(
        _ head: ResponseHead,
        to connection: UpstreamConnection,
        rest: ByteBuffer,
        recorder: FlowRecorder
    ) {
        // Nobody is there to speak the other protocol.
        connection.close()
        recorder.finish()
        end()
    }

    func takeOwnConnection(for upstream: Upstream) -> EventLoopFuture<UpstreamConnection>? { nil }

    func keepOwnConnection(_ connection: UpstreamConnection) {
        connection.close()
    }
}

@available(*, unavailable) extension ReplayClient: Sendable {}

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
        var bytes = ByteBuffer()
        bytes.writeRequestHead(head, target: request.originFormBytes, host: nil)
        Self.writeBody(of: request, isChunked: head.facts.isChunked, to: &bytes)
        var sent = flow
        sent.request.wireByteCount = bytes.readableBytes
        sent.timing.requestHead = .now
        let origin = request.origin
        let upstream = Upstream(
            host: origin.host,
            port: origin.port,
            tlsName: origin.scheme == .https ? origin.host : nil
        )
        let exchange = Exchange(
            head,
            forwardedHead: bytes,
            framing: .none,
            upstream: upstream,
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
        var bytes = ByteBuffer()
        bytes.writeString("\(request.method) ")
        bytes.writeBytes(request.originFormBytes)
        bytes.writeString(" HTTP/1.1\r\n")
        bytes.writeBytes(request.headers.bytes)
        bytes.writeString("\r\n")
        return try bytes.withReadable { (all) throws(HTTP1Error) in try HeadParser.request(all) }
    }

    private static func writeBody(of request: Request, isChunked: Bool, to bytes: inout ByteBuffer) {
        guard let body = request.body else {
            if isChunked { bytes.writeStaticString("0\r\n\r\n") }
            return
        }
        guard isChunked else {
            for chunk in body.chunks { bytes.writeBytes(chunk) }
            return
        }
        for chunk in body.chunks where !chunk.isEmpty {
            bytes.writeString(String(chunk.count, radix: 16))
            bytes.writeStaticString("\r\n")
            bytes.writeBytes(chunk)
            bytes.writeStaticString("\r\n")
        }
        bytes.writeStaticString("0\r\n")
        if let trailers = request.trailers { bytes.writeBytes(trailers.bytes) }
        bytes.writeStaticString("\r\n")
    }

    /// Ends the replay before its response is complete.
    func stop(because error: FlowError) {
        exchange?.clientClosed(error)
        end()
    }

    private func end() {
        loop.remove(self)
        timeout?.cancel()
        timeout = nil
        exchange = nil
    }

    // MARK: - ExchangeClient

    var isWritable: Bool { true }
    var acceptsChunked: Bool { true }

    func sendInformational(_ head: ResponseHead) {}
    func sendHead(_ head: ResponseHead, framing: BodyFraming) {}
    func sendBody(_ bytes: ByteBuffer) {}
    func flush() {}
    func resumeRequest() {}

    func exchangeEnded(isComplete: Bool) {
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

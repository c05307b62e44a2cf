import FlowKit
import Logging
import NIOCore

/// A client's connection on which HTTP/2 is spoken: each of its streams is an exchange of its own.
///
/// Confined to the event loop. The channel and the idle timer are `ClientConnection`'s, which lends the bytes.
final class HTTP2Client {
    /// Holds this client while it lasts.
    let connection: ClientConnection
    var http2: HTTP2Connection
    var sessions: HTTP2Sessions { connection.sessions }
    private var streams: [HTTP2StreamID: HTTP2ClientStream] = [:]
    /// Those whose request grew in this read.
    private var touched: [Exchange] = []
    private var isEnded = false
    private var isFlushing = false
    private var isInputClosed = false
    /// It was told to go: nothing moved for too long.
    private var isLeaving = false

    /// - Parameter serverSettings: what the one server has announced that all requests go to; `nil`: nothing yet.
    init(_ connection: ClientConnection, mirroring serverSettings: HTTP2Settings? = nil) {
        self.connection = connection
        let settings = serverSettings.map { Self.mirrored($0, over: .proxy) } ?? .proxy
        http2 = HTTP2Connection(role: .server, settings: settings)
        sessions.observer = self
    }

    /// What one client may have us hold, whatever its server would take.
    private static let streamLimit: UInt32 = 256

    private var services: EngineServices { connection.services }

    /// Takes a request over that was made in HTTP/1 (RFC 7540 §3.2).
    func adopt(_ exchange: Exchange, from settings: HTTP2Settings) -> HTTP2ClientStream {
        http2.beginUpgraded(from: settings)
        let stream = HTTP2ClientStream(1, client: self)
        stream.exchange = exchange
        streams[1] = stream
        return stream
    }

    // MARK: - What the client says

    /// Output that the client does not read must not pile up.
    var isReadyForBytes: Bool { !http2.isBacklogged }

    func receive(_ bytes: inout ByteBuffer) {
        let now = NIODeadline.now()
        sessions.hold()
        while !isEnded, let event = http2.nextEvent(&bytes, now: now) { handle(event) }
        if isEnded { bytes.clear() }
    }

    private func handle(_ event: HTTP2Connection.Event) {
        switch event {
        case .settings:
            break
        case .headers(let id, let fields, let kind, let endStream, let priority):
            if kind == .trailers {
                streams[id]?.requestEnded(trailers: fields.headers)
            } else {
                begin(id, fields, endStream: endStream, priority: priority)
            }
        case .data(let id, let bytes, let endStream):
            guard let stream = streams[id] else { return http2.consumed(bytes.readableBytes, on: id) }
            if let exchange = stream.exchange, touched.last !== exchange { touched.append(exchange) }
            stream.received(bytes, endStream: endStream)
        case .reset(let id, let code):
            streams[id]?.reset(code)
        case .streamError(let id, let code, let message, let fields):
            refuse(id, code, message, fields)
        case .requestTooLarge(let id, let message, let fields, let endStream):
            begin(id, fields, endStream: endStream, priority: nil, refusal: message)
        case .writable(let id):
            streams[id]?.exchange?.clientBecameWritable()
        case .priority(let id, let signal):
            forward(signal, on: id)
        case .goAway(_, let code, _):
            guard code != .noError else { return }
            services.logger.info("\(connection.facts?.remoteAddress ?? "a client") goes away: \(code)")
        case .connectionError(let code, let message):
            fail(code, message)
        }
    }

    /// - Parameter refusal: why it is not to be forwarded.
    private func begin(
        _ id: HTTP2StreamID,
        _ fields: HTTP2Fields,
        endStream: Bool,
        priority: HTTP2Priority?,
        refusal: String? = nil
    ) {
        let head: RequestHead
        let destination: Destination
        do throws(HTTP1Error) {
            head = try RequestHead(fields)
            destination = try self.destination(of: head)
        } catch {
            http2.sendReset(id, .protocolError)
            return refuse(id, .protocolError, error.message, fields)
        }
        let stream = HTTP2ClientStream(id, client: self)
        streams[id] = stream
        let framing: BodyFraming = endStream ? .none : head.facts.contentLength.map { .length($0) } ?? .stream
        let exchange = Exchange(
            ForwardedRequest(
                head: head,
                origin: destination.origin,
                target: destination.path,
                host: destination.host,
                framing: framing,
                priority: priority.map(translated)
            ),
            upstream: connection.upstream(for: destination.origin, head: head),
            flow: connection.makeFlow(head, origin: destination.origin),
            loop: connection.loop,
            client: stream
        )
        stream.exchange = exchange
        if let demand = connection.authenticationDemand(for: head) {
            exchange.recorder.report()
            return exchange.answer(demand)
        }
        guard let refusal else { return connection.start(exchange) }
        exchange.recorder.report()
        exchange.answer(
            LocalResponse.page(status: 431, "The request cannot be forwarded: \(refusal)."),
            error: FlowError(.badRequest, refusal)
        )
    }

    private func destination(of head: RequestHead) throws(HTTP1Error) -> Destination {
        // Inside a tunnel it is known where requests go.
        if let scope = connection.scope {
            return scope.destination(named: nil, path: head.target, hostField: head.hostField ?? [])
        }
        let pseudo = PseudoFields(head.headers)
        guard head.method != "CONNECT" else { throw HTTP1Error("a CONNECT over HTTP/2 to this proxy") }
        let authority = pseudo.authority.isEmpty ? head.facts.host[...] : pseudo.authority
        guard let (host, port) = RequestTarget.hostAndPort(authority) else {
            throw HTTP1Error("the authority is not a host: “\(WireText.decode(authority.prefix(60)))”")
        }
        guard let scheme = Origin.Scheme(rawValue: WireText.decode(pseudo.scheme)) else {
            throw HTTP1Error("the scheme \(WireText.decode(pseudo.scheme.prefix(20))) is not proxied")
        }
        return Destination(origin: Origin(scheme: scheme, host: host, port: port), path: head.target, host: nil)
    }

    /// Records what was no request: the stream was reset, the others go on.
    private func refuse(_ id: HTTP2StreamID, _ code: HTTP2ErrorCode, _ message: String, _ fields: HTTP2Fields?) {
        if let stream = streams[id] { return stream.broken(message) }
        let pseudo = PseudoFields(fields?.headers ?? Headers())
        connection.recordRefusal(
            method: pseudo.method.isEmpty ? "?" : WireText.decode(pseudo.method),
            target: Array(pseudo.path),
            headers: fields?.headers ?? Headers(),
            FlowError(.badRequest, "\(message) (\(code))")
        )
    }

    // MARK: - Priorities

    private func forward(_ signal: HTTP2PrioritySignal, on id: HTTP2StreamID) {
        guard let stream = streams[id]?.exchange?.server as? HTTP2UpstreamStream else { return }
        switch signal {
        case .tree(let priority): stream.sendPriority(.tree(translated(priority)))
        case .update: stream.sendPriority(signal)
        }
    }

    /// Streams have other numbers on the server's side.
    private func translated(_ priority: HTTP2Priority) -> HTTP2Priority {
        var translated = priority
        let parent = streams[priority.dependency]?.exchange?.server as? HTTP2UpstreamStream
        translated.dependency = parent?.id ?? .connection
        return translated
    }

    // MARK: - Out

    /// Writes what the socket takes; streams that can go on because of it, do.
    func flush() {
        guard !isFlushing, !sessions.isHolding else { return }
        isFlushing = true
        var hasWritten = false
        while !isEnded, connection.isWritable, let output = http2.takeOutput() {
            connection.write(output)
            hasWritten = true
            var nothing = ByteBuffer()
            while !isEnded, let event = http2.nextEvent(&nothing, now: .now()) { handle(event) }
        }
        isFlushing = false
        if hasWritten { connection.flush() }
        guard isEnded || !http2.isOverfull else {
            return connection.close(because: FlowError(.clientClosed, "the client does not read what it is answered"))
        }
        if isInputClosed { giveUpStuck() }
        closeIfDone()
    }

    /// What was received in one read is sent in one write, to each of its servers and back.
    func readComplete() {
        let exchanges = touched
        touched = []
        sessions.release()
        for exchange in exchanges { exchange.flushRequest() }
    }

    func becameWritable() {
        flush()
        connection.process()
    }

    // MARK: - Ends

    /// The stream is over on both sides.
    func forget(_ id: HTTP2StreamID) {
        streams[id] = nil
        closeIfDone()
    }

    /// The client sends no more; it may still read its responses.
    func inputClosed() {
        guard !isInputClosed, !isEnded else { return }
        isInputClosed = true
        let error = FlowError(.clientClosed, "the client closed the connection in the middle of its request")
        for stream in Array(streams.values) where !(stream.exchange?.isRequestDone ?? false) {
            stream.giveUp(error, .cancel)
        }
        flush()
        if !isEnded { connection.probeForClient() }
    }

    /// Nothing moved for too long: what waits is answered, and the connection ended once that has left.
    ///
    /// - Returns: whether there is something to wait for.
    func idled(_ error: FlowError) -> Bool {
        guard !isEnded, !isLeaving else { return false }
        isLeaving = true
        for stream in Array(streams.values) { stream.idled(error) }
        http2.sendGoAway(.noError)
        flush()
        return true
    }

    /// A client that sends no more opens no windows: what waits for one now would wait for ever.
    private func giveUpStuck() {
        guard !isEnded, connection.isWritable else { return }
        let error = FlowError(.clientClosed, "the client closed the connection before the response was complete")
        for stream in Array(streams.values) where stream.isStuck { stream.giveUp(error, .cancel) }
    }

    /// Ends the connection in order, once all that was to be said has left.
    private func closeIfDone() {
        guard !isEnded, !isFlushing, !sessions.isHolding, streams.isEmpty, isInputClosed || http2.isGoingAway,
            http2.openStreamCount == 0 || isInputClosed && connection.isWritable, http2.queuedByteCount == 0
        else { return }
        if http2.sentGoAway == nil { http2.sendGoAway(.noError) }
        writeRest()
        isEnded = true
        sessions.closeAll()
        connection.closeAfterWriting()
    }

    private func writeRest() {
        while let output = http2.takeOutput() { connection.write(output) }
    }

    /// Ends the connection: the client broke the protocol, or the limits of what it may ask of us.
    private func fail(_ code: HTTP2ErrorCode, _ message: String) {
        let error = FlowError(.badRequest, "HTTP/2: \(message) (\(code))")
        connection.recordRefusal(method: "?", target: [], headers: Headers(), error)
        writeRest()
        end(error)
        connection.closeAfterWriting()
    }

    /// The connection is gone.
    func clientClosed(_ error: FlowError) {
        guard !isEnded else { return }
        end(error)
    }

    private func end(_ error: FlowError) {
        isEnded = true
        let open = Array(streams.values)
        streams = [:]
        for stream in open { stream.clientClosed(error) }
        sessions.closeAll()
    }
}

extension HTTP2Client: HTTP2SessionObserver {
    var queuedByteCount: Int { http2.queuedContentByteCount }

    func serverAnnounced(_ settings: HTTP2Settings) {
        // Requests to other servers may share a connection that is not a tunnel.
        guard connection.scope != nil else { return }
        http2.updateSettings(Self.mirrored(settings, over: http2.settings))
        flush()
    }

    private static func mirrored(_ server: HTTP2Settings, over own: HTTP2Settings) -> HTTP2Settings {
        var mirrored = own
        mirrored.isConnectProtocolEnabled = server.isConnectProtocolEnabled
        if let limit = server.maxConcurrentStreams { mirrored.maxConcurrentStreams = min(limit, streamLimit) }
        return mirrored
    }

    func serverIsGoingAway(_ code: HTTP2ErrorCode, debug: [UInt8]) {
        guard connection.scope != nil, !isEnded else { return }
        http2.sendGoAway(code, debug: debug)
        flush()
    }
}

@available(*, unavailable) extension HTTP2Client: Sendable {}

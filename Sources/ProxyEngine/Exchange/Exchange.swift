import FlowKit
import NIOCore

/// The live handling of one request: takes it to its server and brings the response back, recording both.
///
/// Neutral of the version of HTTP, which may differ on its two sides: `ExchangeClient` asks, `ExchangeUpstream` answers.
/// Confined to the client's event loop, on which the upstream connection lives too. Decisions are the state machine's;
/// this class moves the bytes: the request's here, the response's in `Exchange+Response.swift`; how it ends is in
/// `Exchange+End.swift`.
final class Exchange {
    let recorder: FlowRecorder
    let request: ForwardedRequest
    private(set) var upstream: Upstream
    let loop: EngineLoop
    /// Holds this exchange while it lasts, and lets go when told of its end. Another one after an upgrade to HTTP/2.
    var client: any ExchangeClient
    var machine: ExchangeStateMachine

    var server: (any ExchangeUpstream)?
    var isConnectionBound: Bool
    /// Parts of the body for which there is no connection yet, or which may have to be sent again.
    private var keptParts: [BodyPart]
    private var keptByteCount = 0
    /// The whole request can be sent again from what is kept.
    private(set) var isResendable = false
    private var requestTrailers: Headers?

    /// Set where the bytes of both bodies are a protocol that we can read (RFC 8441).
    var tapped: TappedStream?

    var isResponseHeadSent = false
    /// What the response's head announced and has not come; `nil`: it does not tell.
    var missingByteCount: Int?
    var hasSeenContinue = false
    private var isRequestMalformed = false
    private var moveCount = 0

    private static let bufferLimit = 64 << 10
    private static let moveLimit = 3
    /// A server that sends more interim responses than any needs is not believed to send a final one.
    static let informationalLimit = 100

    /// - Parameter body: of a request that is at hand as a whole; `nil`: `receive` and `requestEnded` follow, unless the
    ///   request's framing says that it has no body.
    init(
        _ request: ForwardedRequest,
        body: [BodyPart]? = nil,
        upstream: Upstream,
        flow: Flow,
        loop: EngineLoop,
        client: any ExchangeClient
    ) {
        self.request = request
        self.upstream = upstream
        self.loop = loop
        self.client = client
        keptParts = body ?? []
        isConnectionBound = request.head.facts.authenticatesConnection || client.hasBoundConnections
        machine = ExchangeStateMachine(
            method: request.head.method,
            asksToUpgrade: request.head.asksToUpgrade && request.upgrade != .declined,
            upgradesToHTTP2: request.clientSettings != nil
        )
        recorder = FlowRecorder(
            flow: flow,
            loop: loop,
            bodyLimit: loop.services.configuration.bodyLimit,
            // What the user sends is for the user to see.
            isRecording: flow.source != .client || loop.services.isRecording
        )
        if request.framing != .none, body == nil, request.head.streamProtocol == nil {
            recorder.beginRequestBody(expectedByteCount: request.framing.expectedByteCount)
        }
        if body != nil || request.framing.isEmpty { requestEnded(trailers: nil) }
    }

    var isRequestDone: Bool { machine.isRequestDone }
    var isResponseOpen: Bool { machine.isResponseOpen }

    /// Nobody can tell where the client's next request begins: this one's body cannot be read to its end, or a client
    /// that waits for `100 Continue` got a final response instead and may or may not send it (RFC 9110 §10.1.1).
    var isRequestEndUncertain: Bool {
        isRequestMalformed || request.head.facts.expectsContinue && !hasSeenContinue && !machine.isRequestDone
    }

    /// Judges the request by the rules of this moment and sets it on its way.
    func begin() {
        let rules = loop.services.rules.current
        switch rules.enabledCount == 0 ? .allow : rules.verdict(for: recorder.flow) {
        case .allow:
            recorder.reportSoon()
            connect(isFresh: false)
        case .block(let hit, let action):
            loop.services.rules.recordHit(hit, at: recorder.flow.timing.started)
            recorder.note { $0.blockedBy = hit }
            recorder.report()
            block(action, by: hit)
        }
    }

    private func block(_ action: BlockAction, by hit: RuleHit) {
        switch action {
        case .status(let status, let body):
            answer(LocalResponse.page(status: status, body ?? "Blocked by the rule “\(hit.name)”."), verbatim: body)
        case .empty:
            answer(LocalResponse.make(status: 204, contentType: nil, body: ""))
        case .reset:
            machine.failed()
            finishRecord(error: FlowError(.blocked, "reset by the rule “\(hit.name)”"))
            client.resetConnection()
        case .drop:
            machine.failed()
            finishRecord(error: FlowError(.blocked, "dropped by the rule “\(hit.name)”"))
            client.holdWithoutAnswer()
        }
    }

    private func answer(_ page: Response, verbatim body: String?) {
        guard let body, !(page.body?.chunks.isEmpty ?? true) else { return answer(page) }
        answer(LocalResponse.make(status: page.status, contentType: "text/plain; charset=utf-8", body: body))
    }

    /// Ends the exchange with a response of Sluice's own.
    func answer(_ response: Response, error: FlowError? = nil) {
        let now = Timestamp.now
        var recorded = response
        let hasBody = request.head.method != "HEAD" && !(response.body?.chunks.isEmpty ?? true)
        if !hasBody { recorded.body = nil }
        recorded.wireByteCount = ResponseHead(response).byteCount + (recorded.body?.byteCount ?? 0)
        recorder.note {
            $0.response = recorded
            $0.isAnsweredByProxy = true
            $0.timing.firstByte = now
            if let error { $0.error = error }
        }
        isResponseHeadSent = true
        let body = hasBody ? response.body?.bytes ?? [] : []
        _ = client.sendHead(ResponseHead(response), framing: .length(body.count))
        if hasBody { client.sendBody(BodyPart(bytes: ByteBuffer(bytes: body))) }
        client.sendEnd(trailers: nil)
        endResponse()
        client.flush()
    }

    // MARK: - To the server

    func connect(isFresh: Bool) {
        let sessions = client.sessions
        upstream = sessions.known(upstream)
        if let session = sessions.session(for: upstream) { return session.join(self) }
        if sessions.isConnecting(to: upstream) { return sessions.wait(self, for: upstream) }
        if !isFresh {
            if let own = client.takeOwnConnection(for: upstream) { return use(own, isFresh: false) }
            if !isConnectionBound, let idle = loop.pool.take(upstream) { return connected(idle, isFresh: false) }
        }
        use(loop.connector.connect(to: upstream), isFresh: true)
    }

    private func use(_ future: EventLoopFuture<UpstreamConnection>, isFresh: Bool) {
        let sessions = client.sessions
        if sessions.mayShare(upstream) { sessions.beginConnecting(to: upstream) }
        future.assumeIsolated().whenComplete { [self] result in
            let waiting = sessions.endConnecting(to: upstream)
            switch result {
            case .success(let connection):
                sessions.noteProtocol(of: connection, for: upstream)
                // Those whose client has gone meanwhile need none.
                var wanting = ([self] + waiting).filter(\.awaitsServer)[...]
                guard let first = wanting.popFirst() else {
                    return connection.isHTTP2 ? connection.close() : loop.pool.put(connection)
                }
                first.connected(connection, isFresh: isFresh)
                for exchange in wanting { exchange.connect(isFresh: false) }
            case .failure(let error):
                let error = error as? FlowError ?? FlowError(.connectFailed, "\(error)")
                for exchange in [self] + waiting { exchange.failed(error) }
            }
        }
    }

    private func connected(_ connection: UpstreamConnection, isFresh: Bool) {
        if connection.isClosed || connection.isInputClosed {
            connection.close()
            // It may have been closed while it was waiting for a request.
            guard isFresh else { return connect(isFresh: true) }
            return failed(FlowError(.upstreamClosed, "\(upstream.hostAndPort) closed the connection at once"))
        }
        if connection.isHTTP2 {
            let patience = TimeAmount(loop.services.configuration.connectTimeout)
            return client.sessions.begin(on: connection, for: upstream, patience: patience).join(self)
        }
        // It says nothing of the server to an HTTP/1 connection that others share: what follows the head would be
        // the next request to one, a tunnel's bytes to another (RFC 9110 §9.3.6).
        guard request.head.method != "CONNECT" else {
            connection.close()
            return failed(
                FlowError(.badRequest, "a CONNECT over HTTP/2 to \(upstream.hostAndPort), which speaks HTTP/1")
            )
        }
        let isReused = connection.useCount > 0
        attach(HTTP1Upstream(connection, exchange: self), isReused: isReused)
    }

    /// Goes to another connection: the one it waited for takes no more requests.
    ///
    /// - Parameter isInVain: that one never took any; a server of which none does is not asked for ever.
    func moveElsewhere(isInVain: Bool) {
        moveCount = isInVain ? moveCount + 1 : 0
        guard moveCount <= Self.moveLimit else {
            return failed(FlowError(.upstreamClosed, "\(upstream.hostAndPort) takes no request on any connection"))
        }
        connect(isFresh: true)
    }

    /// Nothing was sent to a server yet, and something is to be.
    var awaitsServer: Bool { machine.awaitsUpstream }

    /// Sends what there is of the request.
    ///
    /// - Parameter isReused: an earlier exchange opened the connection.
    func attach(_ server: any ExchangeUpstream, isReused: Bool) {
        guard case .sendRequest = machine.upstreamConnected(isReused: isReused) else {
            preconditionFailure("an exchange that needs no server was given one")
        }
        noteServer(server.connection, isReused: isReused)
        self.server = server
        let isComplete = machine.isRequestDone && keptParts.isEmpty && requestTrailers == nil
        let form = server.begin(request, isComplete: isComplete)
        recorder.note { $0.requestForm = form }
        for part in keptParts { server.send(part) }
        if machine.isRequestDone { server.endRequest(trailers: requestTrailers) }
        isResendable = isReused && keptByteCount <= Self.bufferLimit
        if !isResendable { keptParts = [] }
        server.flush()
        server.resumeReading()
        if !machine.isRequestDone { client.resumeRequest() }
    }

    private func noteServer(_ connection: UpstreamConnection, isReused: Bool) {
        recorder.note { flow in
            flow.server = connection.facts
            flow.isServerConnectionReused = isReused
            guard !isReused else { return }
            flow.timing.connectStarted = connection.stages.connectStarted
            flow.timing.resolved = connection.stages.resolved
            flow.timing.connected = connection.stages.connected
            flow.timing.upstreamTLSDone = connection.stages.tlsDone
        }
    }

    /// Whether more of the request can be taken now.
    var isReadyForRequestBytes: Bool {
        guard machine.isResponseOpen || server != nil else { return true }
        return server?.isWritable ?? (keptByteCount < Self.bufferLimit)
    }

    /// Takes the next part of the request's body.
    func receive(_ part: BodyPart) {
        let part = tapped.map { BodyPart(bytes: $0.receive(part.bytes, from: .client)) } ?? part
        part.forEachContent(recorder.appendRequestContent)
        recorder.note { $0.request.wireByteCount += part.bytes.readableBytes }
        if server == nil || isResendable { keep(part) }
        server?.send(part)
        recorder.reportProgress()
    }

    private func keep(_ part: BodyPart) {
        // What is thrown away need not be kept.
        guard machine.isResponseOpen else { return }
        keptByteCount += part.bytes.readableBytes
        if isResendable, keptByteCount > Self.bufferLimit {
            isResendable = false
            keptParts = []
        } else {
            keptParts.append(part)
        }
    }

    /// A response has begun: the server has the request.
    func stopResending() {
        isResendable = false
        keptParts = []
    }

    /// What was received in one read is sent in one write.
    func flushRequest() {
        server?.flush()
    }

    /// The request's last byte was received.
    func requestEnded(trailers: Headers?) {
        requestTrailers = trailers
        recorder.note {
            $0.timing.requestDone = .now
            if let trailers { $0.request.trailers = trailers }
        }
        let action = machine.requestEnded()
        server?.endRequest(trailers: trailers)
        switch action {
        case .none: break
        case .finish: finish(isUpstreamReusable: false)
        }
    }

    /// What follows the request's head is not a body that can be read.
    func requestMalformed(_ error: HTTP1Error) {
        let flowError = FlowError(.badRequest, error.message)
        guard !isResponseHeadSent else { return abort(flowError) }
        isRequestMalformed = true
        answer(
            LocalResponse.page(status: error.status, "The request's body is malformed: \(error.message)."),
            error: flowError
        )
    }
}

@available(*, unavailable) extension Exchange: Sendable {}

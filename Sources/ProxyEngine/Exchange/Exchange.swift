import FlowKit
import NIOCore

/// The live handling of one request: takes it to its server and brings the response back, recording both.
///
/// Confined to the client's event loop, on which the upstream connection lives too. Decisions are the state machine's;
/// this class moves the bytes: the request's here, the response's in `Exchange+Response.swift`.
final class Exchange {
    let recorder: FlowRecorder
    let head: RequestHead
    let upstream: Upstream
    private let loop: EngineLoop
    /// Holds this exchange while it lasts, and lets go when told of its end.
    let client: any ExchangeClient
    var machine: ExchangeStateMachine

    var connection: UpstreamConnection?
    var isConnectionBound: Bool
    /// Request bytes for which there is no connection yet.
    var pending: ByteBuffer
    /// All request bytes sent so far, while they may have to be sent again.
    var resendable: ByteBuffer?
    private var requestBody: BodyReader

    /// Response bytes that are not a whole head yet.
    var inbound = ByteBuffer()
    var scanner = HeadScanner()
    var responseBody: BodyReader?
    var isResponseHeadSent = false
    var isDechunking = false
    var hasSeenContinue = false
    private var isRequestMalformed = false

    private static let bufferLimit = 64 << 10
    /// A server that sends more interim responses than any needs is not believed to send a final one.
    static let informationalLimit = 100

    /// - Parameters:
    ///   - forwardedHead: the request's head as it leaves for the server.
    ///   - framing: of the request's body.
    init(
        _ head: RequestHead,
        forwardedHead: ByteBuffer,
        framing: BodyFraming,
        upstream: Upstream,
        flow: Flow,
        loop: EngineLoop,
        client: any ExchangeClient
    ) {
        self.head = head
        self.upstream = upstream
        self.loop = loop
        self.client = client
        pending = forwardedHead
        requestBody = BodyReader(framing)
        isConnectionBound = head.facts.authenticatesConnection || client.hasBoundConnections
        machine = ExchangeStateMachine(
            method: head.method,
            asksToUpgrade: head.facts.hasUpgrade && head.facts.namesUpgrade
        )
        recorder = FlowRecorder(
            flow: flow,
            store: loop.services.store,
            bodyLimit: loop.services.configuration.bodyLimit,
            // What the user sends is for the user to see.
            isRecording: flow.source != .client || loop.services.isRecording
        )
        switch framing {
        case .none: break
        case .length(let length): recorder.beginRequestBody(expectedByteCount: length)
        case .chunked, .untilClose: recorder.beginRequestBody(expectedByteCount: nil)
        }
        if requestBody.isDone { noteRequestEnd() }
    }

    var isRequestDone: Bool { machine.isRequestDone }
    var isResponseOpen: Bool { machine.isResponseOpen }

    /// Whether the request cannot be complete with so many bytes more.
    func needsMore(than byteCount: Int) -> Bool { requestBody.needsMore(than: byteCount) }

    /// Nobody can tell where the client's next request begins: this one's body cannot be read to its end, or a client
    /// that waits for `100 Continue` got a final response instead and may or may not send it (RFC 9110 §10.1.1).
    var isRequestEndUncertain: Bool {
        isRequestMalformed || head.facts.expectsContinue && !hasSeenContinue && !machine.isRequestDone
    }

    /// Judges the request by the rules of this moment and sets it on its way.
    func begin() {
        let rules = loop.services.rules.current
        switch rules.enabledCount == 0 ? .allow : rules.verdict(for: recorder.flow) {
        case .allow:
            recorder.report()
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
            recorder.finish(error: FlowError(.blocked, "reset by the rule “\(hit.name)”"))
            client.resetConnection()
        case .drop:
            machine.failed()
            recorder.finish(error: FlowError(.blocked, "dropped by the rule “\(hit.name)”"))
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
        let hasBody = head.method != "HEAD" && !(response.body?.chunks.isEmpty ?? true)
        if !hasBody { recorded.body = nil }
        recorded.wireByteCount = ResponseHead(response).byteCount + (recorded.body?.byteCount ?? 0)
        recorder.note {
            $0.response = recorded
            $0.isAnsweredByProxy = true
            $0.timing.firstByte = now
            if let error { $0.error = error }
        }
        isResponseHeadSent = true
        client.sendHead(ResponseHead(response), framing: .length(0))
        if hasBody, let bytes = response.body?.bytes { client.sendBody(ByteBuffer(bytes: bytes)) }
        endResponse()
        client.flush()
    }

    // MARK: - To the server

    func connect(isFresh: Bool) {
        if !isFresh {
            if let own = client.takeOwnConnection(for: upstream) { return use(own, isFresh: false) }
            if !isConnectionBound, let idle = loop.pool.take(upstream) { return connected(idle, isFresh: false) }
        }
        use(loop.connector.connect(to: upstream), isFresh: true)
    }

    private func use(_ future: EventLoopFuture<UpstreamConnection>, isFresh: Bool) {
        future.assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success(let connection): connected(connection, isFresh: isFresh)
            case .failure(let error): failed(error as? FlowError ?? FlowError(.connectFailed, "\(error)"))
            }
        }
    }

    private func connected(_ connection: UpstreamConnection, isFresh: Bool) {
        if connection.isClosed || connection.isInputClosed, machine.isResponseOpen {
            connection.close()
            // It may have been closed while it was waiting for a request.
            guard isFresh else { return connect(isFresh: true) }
            return failed(FlowError(.upstreamClosed, "\(upstream.hostAndPort) closed the connection at once"))
        }
        switch machine.upstreamConnected(isReused: connection.useCount > 0) {
        case .release:
            loop.pool.put(connection)
        case .sendRequest:
            noteServer(connection)
            connection.take(for: self)
            self.connection = connection
            if connection.useCount > 1, pending.readableBytes <= Self.bufferLimit { resendable = pending }
            connection.write(pending)
            pending = ByteBuffer()
            connection.flush()
            connection.resumeReading()
            if !machine.isRequestDone { client.resumeRequest() }
        }
    }

    private func noteServer(_ connection: UpstreamConnection) {
        recorder.note { flow in
            flow.server = connection.facts
            flow.isServerConnectionReused = connection.useCount > 0
            guard connection.useCount == 0 else { return }
            flow.timing.connectStarted = connection.stages.connectStarted
            flow.timing.resolved = connection.stages.resolved
            flow.timing.connected = connection.stages.connected
            flow.timing.upstreamTLSDone = connection.stages.tlsDone
        }
    }

    /// Whether more of the request can be taken now.
    var isReadyForRequestBytes: Bool {
        guard machine.isResponseOpen else { return true }
        return connection?.isWritable ?? (pending.readableBytes < Self.bufferLimit)
    }

    /// Takes what belongs to this request's body; stops at its end.
    func receive(_ bytes: inout ByteBuffer) {
        let count: Int
        do throws(HTTP1Error) {
            count = try bytes.withReadable { (all) throws(HTTP1Error) in
                try requestBody.consume(all) { range in
                    recorder.appendRequestContent(UnsafeRawBufferPointer(rebasing: all[range]))
                }
            }
        } catch {
            bytes.clear()
            return refuseRequest(error)
        }
        guard let body = bytes.readSlice(length: count) else { return }
        recorder.note { $0.request.wireByteCount += count }
        if machine.isResponseOpen { forward(body) }
        recorder.reportProgress()
        if requestBody.isDone { noteRequestEnd() }
    }

    private func forward(_ body: ByteBuffer) {
        var body = body
        if let size = resendable?.readableBytes {
            if size + body.readableBytes <= Self.bufferLimit {
                resendable?.writeImmutableBuffer(body)
            } else {
                resendable = nil
            }
        }
        guard let connection else {
            pending.writeBuffer(&body)
            return
        }
        connection.write(body)
    }

    /// What was received in one read is sent in one write.
    func flushRequest() {
        connection?.flush()
    }

    private func noteRequestEnd() {
        recorder.note {
            $0.timing.requestDone = .now
            $0.request.trailers = requestBody.trailers
        }
        switch machine.requestEnded() {
        case .none: break
        case .finish: finish(isUpstreamReusable: false)
        }
    }

    private func refuseRequest(_ error: HTTP1Error) {
        let flowError = FlowError(.badRequest, error.message)
        guard !isResponseHeadSent else { return abort(flowError) }
        isRequestMalformed = true
        answer(
            LocalResponse.page(status: error.status, "The request's body is malformed: \(error.message)."),
            error: flowError
        )
    }

    // MARK: - Failures

    /// Ends the exchange for a reason on the server's side: with a page where the client can still be told.
    func failed(_ error: FlowError) {
        guard machine.isResponseOpen else { return }
        guard !isResponseHeadSent else { return abort(error) }
        dropConnection()
        answer(LocalResponse.forError(error), error: error)
    }

    /// Ends the exchange without a complete response.
    func abort(_ error: FlowError) {
        dropConnection()
        let wasOpen = machine.isResponseOpen
        machine.failed()
        recorder.finish(error: wasOpen || recorder.flow.error == nil ? error : nil)
        client.exchangeEnded(isComplete: false)
    }

    /// The client is gone.
    func clientClosed(_ error: FlowError) {
        dropConnection()
        // One that has its response need not send the rest of its request.
        let wasOpen = machine.isResponseOpen
        machine.failed()
        recorder.finish(error: wasOpen ? error : nil)
    }

    func dropConnection() {
        connection?.close()
        connection = nil
    }

    // MARK: - Ends

    func endResponse() {
        switch machine.responseEnded() {
        case .finish(let isUpstreamReusable): finish(isUpstreamReusable: isUpstreamReusable)
        case .drainRequest:
            // The server has answered without reading on: it is done with this connection.
            dropConnection()
            client.flush()
            recorder.reportProgress()
            client.resumeRequest()
            if isRequestEndUncertain { abortQuietly() }
        }
    }

    /// The response is whole; only the connection cannot go on.
    private func abortQuietly() {
        machine.failed()
        recorder.finish()
        client.exchangeEnded(isComplete: false)
    }

    private func finish(isUpstreamReusable: Bool) {
        if let connection {
            self.connection = nil
            release(connection, isReusable: isUpstreamReusable)
        }
        recorder.finish()
        client.exchangeEnded(isComplete: true)
    }

    private func release(_ connection: UpstreamConnection, isReusable: Bool) {
        guard isReusable else { return connection.close() }
        if isConnectionBound {
            connection.owner = nil
            client.keepOwnConnection(connection)
        } else {
            loop.pool.put(connection)
        }
    }
}

@available(*, unavailable) extension Exchange: Sendable {}

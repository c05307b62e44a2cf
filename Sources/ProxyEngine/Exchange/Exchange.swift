import FlowKit
import NIOCore

/// The live handling of one request: takes it to its server and brings the response back, recording both.
///
/// Confined to the client's event loop, on which the upstream connection lives too. Decisions are the state machine's;
/// this class moves the bytes.
final class Exchange {
    let recorder: FlowRecorder
    private let head: RequestHead
    private let upstream: Upstream
    private let loop: EngineLoop
    private unowned let client: any ExchangeClient
    private var machine: ExchangeStateMachine

    private var connection: UpstreamConnection?
    private var isConnectionBound: Bool
    /// Request bytes for which there is no connection yet.
    private var pending: ByteBuffer
    /// All request bytes sent so far, while they may have to be sent again.
    private var resendable: ByteBuffer?
    private var requestBody: BodyReader

    /// Response bytes that are not a whole head yet.
    private var inbound = ByteBuffer()
    private var scanner = HeadScanner()
    private var responseBody: BodyReader?
    private var isResponseHeadSent = false
    private var isDechunking = false
    private var hasSeenInformational = false

    private static let bufferLimit = 64 << 10

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
            isRecording: loop.services.isRecording
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

    /// A client that waits for `100 Continue` and got a final response instead may or may not send its body: nobody can
    /// tell where its next request begins (RFC 9110 §10.1.1).
    var isRequestEndUncertain: Bool {
        head.facts.expectsContinue && !hasSeenInformational && !machine.isRequestDone
    }

    /// Judges the request by the rules of this moment and sets it on its way.
    func begin() {
        switch loop.services.rules.current.verdict(for: recorder.flow) {
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

    private func connect(isFresh: Bool) {
        if !isFresh {
            if let own = client.takeOwnConnection(for: upstream) { return use(own) }
            if !isConnectionBound, let idle = loop.pool.take(upstream) { return connected(idle) }
        }
        use(loop.connector.connect(to: upstream))
    }

    private func use(_ future: EventLoopFuture<UpstreamConnection>) {
        future.assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success(let connection): connected(connection)
            case .failure(let error): failed(error as? FlowError ?? FlowError(.connectFailed, "\(error)"))
            }
        }
    }

    private func connected(_ connection: UpstreamConnection) {
        // It may have been closed while this exchange was waiting its turn.
        if connection.isClosed || connection.isInputClosed, machine.isResponseOpen { return connect(isFresh: true) }
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
        answer(
            LocalResponse.page(status: error.status, "The request's body is malformed: \(error.message)."),
            error: flowError
        )
        // The end of the body is not known: no request can follow.
        abort(flowError)
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
        machine.failed()
        recorder.finish(error: error)
    }

    private func dropConnection() {
        connection?.close()
        connection = nil
    }

    // MARK: - Ends

    private func endResponse() {
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

// MARK: - From the server

extension Exchange: UpstreamOwner {
    var isReadyForUpstreamBytes: Bool { client.isWritable }

    func upstreamRead(_ bytes: ByteBuffer) {
        var bytes = bytes
        if inbound.readableBytes > 0 {
            inbound.writeBuffer(&bytes)
            swap(&inbound, &bytes)
            inbound.clear()
        }
        do throws(HTTP1Error) {
            try readResponse(&bytes)
        } catch {
            let message = "\(upstream.host) sent a response that is not HTTP/1.1: \(error.message)"
            failed(FlowError(.badResponse, message))
        }
    }

    private func readResponse(_ bytes: inout ByteBuffer) throws(HTTP1Error) {
        while responseBody == nil, bytes.readableBytes > 0, machine.isResponseOpen {
            noteFirstByte()
            guard let count = try bytes.withReadable({ (all) throws(HTTP1Error) in scanner.headByteCount(in: all) })
            else {
                guard bytes.readableBytes <= HeadLimits.standard.headBytes else {
                    throw HTTP1Error("its head is too large")
                }
                inbound = bytes
                return
            }
            guard let headBytes = bytes.readSlice(length: count) else { return }
            let head = try headBytes.withReadable { (all) throws(HTTP1Error) in try HeadParser.response(all) }
            try received(head, rest: &bytes)
        }
        if responseBody != nil { readBody(&bytes) }
    }

    private func noteFirstByte() {
        guard recorder.flow.timing.firstByte == nil else { return }
        recorder.note { $0.timing.firstByte = .now }
    }

    private func received(_ response: ResponseHead, rest: inout ByteBuffer) throws(HTTP1Error) {
        let framing = try response.bodyFraming(requestMethod: head.method)
        resendable = nil
        var recorded = Response(
            status: response.status,
            reason: WireText(bytes: response.reason),
            version: response.version,
            headers: response.headers,
            wireByteCount: response.byteCount
        )
        switch machine.responseHead(status: response.status, framing: framing, isKeptAlive: response.isKeptAlive) {
        case .refuse:
            throw HTTP1Error("a \(response.status) that nobody asked for")
        case .forwardInformational:
            hasSeenInformational = true
            recorder.note {
                $0.informational.append(recorded)
                $0.timing.firstByte = nil  // that of the final response counts
            }
            client.sendInformational(response)
            client.flush()
        case .switchProtocols:
            recorder.note { $0.response = recorded }
            guard let connection else { return }
            self.connection = nil
            client.switchProtocols(response, to: connection, rest: rest, recorder: recorder)
            rest.clear()
        case .forwardFinal:
            isConnectionBound = isConnectionBound || response.facts.authenticatesConnection
            if framing != .none { recorded.body = Body() }
            recorder.note { $0.response = recorded }
            begin(response, framing: framing)
        }
    }

    private func begin(_ response: ResponseHead, framing: BodyFraming) {
        switch framing {
        case .none: break
        case .length(let length): recorder.beginResponseBody(expectedByteCount: length)
        case .chunked, .untilClose: recorder.beginResponseBody(expectedByteCount: nil)
        }
        isResponseHeadSent = true
        isDechunking = framing == .chunked && !client.acceptsChunked
        responseBody = BodyReader(framing)
        client.sendHead(response, framing: framing)
    }

    private func readBody(_ bytes: inout ByteBuffer) {
        var contents: [Range<Int>] = []
        let count: Int
        do throws(HTTP1Error) {
            count = try bytes.withReadable { (all) throws(HTTP1Error) in
                try responseBody?.consume(all) { range in
                    recorder.appendResponseContent(UnsafeRawBufferPointer(rebasing: all[range]))
                    if isDechunking { contents.append(range) }
                } ?? 0
            }
        } catch {
            return abort(FlowError(.badResponse, "\(upstream.host) sent a malformed body: \(error.message)"))
        }
        recorder.note { $0.response?.wireByteCount += count }
        let start = bytes.readerIndex
        if isDechunking {
            for range in contents {
                if let part = bytes.getSlice(at: start + range.lowerBound, length: range.count) {
                    client.sendBody(part)
                }
            }
            bytes.moveReaderIndex(forwardBy: count)
        } else if count > 0, let part = bytes.readSlice(length: count) {
            client.sendBody(part)
        }
        guard let responseBody, responseBody.isDone else { return recorder.reportProgress() }
        recorder.note { $0.response?.trailers = responseBody.trailers }
        // Bytes nobody asked for: the connection cannot be trusted with another request.
        if bytes.readableBytes > 0 { dropConnection() }
        endResponse()
    }

    func upstreamReadComplete() {
        client.flush()
        // The head alone is worth a look: a slow body may follow.
        recorder.reportProgress()
    }

    func upstreamInputClosed() {
        upstreamEnded(nil)
    }

    func upstreamClosed(error: (any Error)?) {
        upstreamEnded(error)
    }

    private func upstreamEnded(_ error: (any Error)?) {
        let canResend = machine.isRequestDone && resendable != nil
        switch machine.upstreamClosed(isClean: error == nil, canResend: canResend) {
        case .none:
            break
        case .retry:
            dropConnection()
            pending = resendable ?? ByteBuffer()
            resendable = nil
            inbound.clear()
            scanner = HeadScanner()
            connect(isFresh: true)
        case .finishResponse:
            connection?.close()
            connection = nil
            endResponse()
            client.flush()
        case .fail(let code):
            let when = isResponseHeadSent ? "before the response was complete" : "without a response"
            let cause = error.map { " (\($0))" } ?? ""
            let flowError = FlowError(code, "\(upstream.host):\(upstream.port) closed the connection \(when)\(cause)")
            guard !isResponseHeadSent else { return abort(flowError) }
            dropConnection()
            answer(LocalResponse.forError(flowError), error: flowError)
        }
    }

    func upstreamWritabilityChanged() {
        if connection?.isWritable ?? false { client.resumeRequest() }
    }

    /// The client can take more again.
    func clientBecameWritable() {
        connection?.resumeReading()
    }
}

@available(*, unavailable) extension Exchange: Sendable {}

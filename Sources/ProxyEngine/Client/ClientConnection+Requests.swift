import FlowKit
import NIOCore

// Requests of HTTP/1.
extension ClientConnection {
    /// Reads the next request's head.
    ///
    /// - Returns: whether to go on with what follows.
    func readHead() -> Bool {
        // RFC 9112 §2.2: empty lines before a request are skipped.
        while let byte = inbound.getInteger(at: inbound.readerIndex, as: UInt8.self), headStarted == nil,
            byte == 0x0D || byte == 0x0A
        {
            inbound.moveReaderIndex(forwardBy: 1)
        }
        guard inbound.readableBytes > 0 else { return false }
        if headStarted == nil { headStarted = .now }
        let unread = inbound
        do throws(HTTP1Error) {
            let count = try inbound.withReadable { (all) throws(HTTP1Error) in scanner.headByteCount(in: all) }
            guard let count, let bytes = inbound.readSlice(length: count) else {
                try checkUnfinishedHead()
                return false
            }
            if isHTTP2Preface(bytes) {
                inbound = unread
                state = .http2(HTTP2Client(self))
                return true
            }
            let head = try bytes.withReadable { (all) throws(HTTP1Error) in try HeadParser.request(all) }
            try received(head)
        } catch {
            refuseHead(error, bytes: unread)
        }
        return true
    }

    /// A client that knows HTTP/2 is understood here (RFC 9113 §3.3).
    private func isHTTP2Preface(_ head: ByteBuffer) -> Bool {
        !hasRequested && head.readableBytesView.elementsEqual("PRI * HTTP/2.0\r\n\r\n".utf8)
    }

    /// What is there already must be able to become a head of allowed size.
    private func checkUnfinishedHead() throws(HTTP1Error) {
        let limits = HeadLimits.standard
        let size = inbound.readableBytes
        guard size <= limits.headBytes else {
            throw HTTP1Error("the head is larger than \(limits.headBytes) bytes", status: 431)
        }
        guard size > limits.startLineBytes else { return }
        try inbound.withReadable { (all) throws(HTTP1Error) in
            guard (all.firstIndex(of: 0x0A, from: 0) ?? size) > limits.startLineBytes else { return }
            throw HTTP1Error("the request line is longer than \(limits.startLineBytes) bytes", status: 414)
        }
    }

    private func received(_ head: RequestHead) throws(HTTP1Error) {
        if head.version == .http11, head.facts.hostCount != 1 {
            // RFC 9112 §3.2.
            throw HTTP1Error(head.facts.hostCount == 0 ? "no Host field" : "more than one Host field")
        }
        let framing = try head.bodyFraming()
        let target = try RequestTarget(method: head.method, target: head.target)
        request = (head.method, head.version)
        hasRequested = true
        willClose = !head.isKeptAlive
        if let demand = authenticationDemand(for: head) {
            return demandAuthentication(demand, head, framing: framing, target)
        }
        switch target {
        case .authority(let host, let port):
            // Where it would lead is for the server to say, to which the tunnel's other requests go.
            guard scope == nil else { throw HTTP1Error("a CONNECT where requests go to one server") }
            guard framing == .none || framing == .length(0) else { throw HTTP1Error("a CONNECT with a body") }
            open(tunnelTo: host, port: port, head: head)
        case .absolute(let origin, let path):
            let named = Destination(origin: origin, path: path, host: origin.authority)
            let destination = scope?.destination(named: origin, path: path, hostField: head.facts.hostField) ?? named
            begin(head, framing: framing, destination)
        case .origin(let path):
            beginOriginForm(head, framing: framing, path: path)
        }
    }

    /// A request to a server by its path alone: right inside a tunnel, and otherwise meant for us.
    private func beginOriginForm(_ head: RequestHead, framing: BodyFraming, path: [UInt8]) {
        if let scope {
            let hostField = head.facts.hostField
            return begin(head, framing: framing, scope.destination(named: nil, path: path, hostField: hostField))
        }
        let own = Origin(scheme: .http, host: "127.0.0.1", port: channel.localAddress?.port)
        let named = RequestTarget.hostAndPort(head.facts.host[...])
        let origin = named.map { Origin(scheme: .http, host: $0.host, port: $0.port) } ?? own
        let exchange = makeExchange(head, framing: framing, Destination(origin: origin, path: path, host: nil))
        state = .exchanging(exchange)
        let message = """
            This is a proxy, not a web server: set it as your client's HTTP proxy, such as
            export http_proxy=http://\(channel.localAddress.map(describe) ?? own.hostAndPort)
            and see http://\(OnboardingSite.host)/ through it.
            """
        exchange.recorder.report()
        exchange.answer(
            LocalResponse.page(status: 400, message),
            error: FlowError(.loop, "the request is for the proxy itself, not through it")
        )
    }

    private func begin(_ head: RequestHead, framing: BodyFraming, _ destination: Destination) {
        let exchange = makeExchange(head, framing: framing, destination)
        state = .exchanging(exchange)
        start(exchange)
    }

    private func demandAuthentication(
        _ demand: Response,
        _ head: RequestHead,
        framing: BodyFraming,
        _ target: RequestTarget
    ) {
        switch target {
        case .authority(let host, let port):
            refuseTunnel(makeTunnelRecorder(host: host, port: port, head: head), demand)
        case .absolute(let origin, let path):
            answer(demand, head, framing: framing, Destination(origin: origin, path: path, host: nil))
        case .origin(let path):
            answer(demand, head, framing: framing, Destination(origin: ownOrigin, path: path, host: nil))
        }
    }

    private func answer(_ response: Response, _ head: RequestHead, framing: BodyFraming, _ destination: Destination) {
        let exchange = makeExchange(head, framing: framing, destination)
        state = .exchanging(exchange)
        exchange.recorder.report()
        exchange.answer(response)
    }

    private func makeExchange(_ head: RequestHead, framing: BodyFraming, _ destination: Destination) -> Exchange {
        requestBody = BodyReader(framing)
        // RFC 9112 §3.2.2: the target decides, not the Host field, which is rewritten only where it says something else.
        let isHostRight = destination.host.map { head.facts.host.equalsIgnoringASCIICase($0.utf8) } ?? true
        let host = isHostRight ? nil : destination.host
        let upstream = upstream(for: destination.origin, head: head)
        let mayBeHTTP2 = scope != nil && upstream.tlsName == nil && facts?.tls == nil
        return Exchange(
            ForwardedRequest(
                head: head,
                origin: destination.origin,
                target: destination.path,
                host: host,
                framing: framing,
                upgrade: ProtocolUpgrade(head, framing: framing, mayBeHTTP2: mayBeHTTP2)
            ),
            upstream: upstream,
            flow: makeFlow(head, origin: destination.origin),
            loop: loop,
            client: self
        )
    }

    /// Sets a request on its way; those for Sluice's own site are answered.
    func start(_ exchange: Exchange) {
        guard exchange.request.origin.host == OnboardingSite.host else { return exchange.begin() }
        exchange.recorder.report()
        let ownAddress = scope == nil ? channel.localAddress.map(describe) : nil
        let path = WireText.decode(exchange.request.target)
        exchange.answer(services.site.respond(to: path, proxyAddress: ownAddress))
    }

    /// Takes what is there of the request's body.
    func readRequestBody(of exchange: Exchange) {
        withInbound { bytes in
            do throws(HTTP1Error) {
                let part = try requestBody.read(&bytes)
                exchange.recorder.noteRequestLayout(requestBody.layout)
                if part.bytes.readableBytes > 0 { exchange.receive(part) }
            } catch {
                bytes.clear()
                return exchange.requestMalformed(error)
            }
            if requestBody.isDone { exchange.requestEnded(trailers: requestBody.trailers) }
        }
    }

    func makeFlow(_ head: RequestHead, origin: Origin) -> Flow {
        let request = Request(
            method: head.method,
            target: WireText(bytes: head.target),
            origin: origin,
            version: head.version,
            headers: recordedHeaders(of: head),
            wireByteCount: head.byteCount
        )
        var flow = Flow(id: services.store.makeID(), request: request, started: headStarted ?? .now)
        headStarted = nil
        flow.timing.requestHead = .now
        flow.client = facts
        return flow
    }

    /// Records what is no request and was refused, without a response that could be shown.
    func recordRefusal(method: String, target: [UInt8], headers: Headers, _ error: FlowError) {
        let head = RequestHead(
            method: method,
            target: target,
            version: .http2,
            headers: headers,
            facts: FieldFacts(),
            byteCount: headers.bytes.count
        )
        let recorder = FlowRecorder(
            flow: makeFlow(head, origin: scope?.origin ?? Origin(scheme: .http, host: "")),
            loop: loop,
            bodyLimit: 0,
            isRecording: services.isRecording
        )
        recorder.finish(error: error)
    }

    /// Answers bytes that are no request we may forward, records them, and closes: where the next request begins is unknown.
    ///
    /// - Parameter bytes: from the first of the head on; what a person needs to see what was wrong with it.
    func refuseHead(_ error: HTTP1Error, bytes: ByteBuffer) {
        inbound.clear()
        var words = bytes.readableBytesView.prefix(4096).prefix { $0 != 0x0A && $0 != 0x0D }.split(separator: 0x20)[...]
        let method = words.popFirst().flatMap { $0.allSatisfy(\.isTokenCharacter) ? WireText.decode($0) : nil }
        let head = RequestHead(
            method: method ?? "?",
            target: words.first.map { Array($0) } ?? [],
            version: .http11,
            headers: Headers(),
            facts: FieldFacts(),
            byteCount: bytes.readableBytes
        )
        let target = try? RequestTarget(method: head.method, target: head.target)  // as far as it can be read
        let origin: Origin? = if case .absolute(let origin, _) = target { origin } else { nil }
        let recorder = FlowRecorder(
            flow: makeFlow(head, origin: origin ?? scope?.origin ?? Origin(scheme: .http, host: "")),
            loop: loop,
            bodyLimit: 0,
            isRecording: services.isRecording
        )
        let response = LocalResponse.page(status: error.status, "The request cannot be forwarded: \(error.message).")
        recorder.note {
            $0.request.body = Body(recordedBytes(ofRefused: bytes.readableBytesView.prefix(16 << 10)))
            $0.response = response
            $0.isAnsweredByProxy = true
        }
        recorder.finish(error: FlowError(.badRequest, error.message))
        write {
            $0.writeResponseHead(ResponseHead(response), ForwardedResponseForm(connection: .close))
            $0.writeBytes(response.body?.bytes ?? [])
        }
        closeAfterWriting()
    }
}

import FlowKit
import NIOCore

// MARK: - From the server

extension Exchange {
    /// What follows a response's head on its connection.
    enum AfterHead {
        /// The final response's head, if this was an interim one.
        case nextHead
        case body
        /// Bytes of another protocol, which are the relay's.
        case otherProtocol
        /// HTTP/2, and in it the final response.
        case http2
    }

    /// The first byte of a response came.
    func noteFirstByte() {
        guard recorder.flow.timing.firstByte == nil else { return }
        recorder.note { $0.timing.firstByte = .now }
    }

    /// A response's head came.
    ///
    /// - Throws: when nobody asked for it.
    func received(_ response: ResponseHead, framing: BodyFraming) throws(HTTP1Error) -> AfterHead {
        stopResending()
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
            guard recorder.flow.informational.count < Self.informationalLimit else {
                throw HTTP1Error("more than \(Self.informationalLimit) interim responses")
            }
            hasSeenContinue = hasSeenContinue || response.status == 100
            recorder.note {
                $0.informational.append(recorded)
                $0.timing.firstByte = nil  // that of the final response counts
            }
            client.sendInformational(response)
            client.flush()
            return .nextHead
        case .goOnInHTTP2:
            guard response.headers.tokens("Upgrade") == ["h2c"] else {
                throw HTTP1Error("a 101 to another protocol than the h2c it was asked for")
            }
            recorder.note {
                $0.informational.append(recorded)
                $0.timing.firstByte = nil  // that of the final response counts
            }
            return .http2
        case .switchProtocols:
            recorder.note { $0.response = recorded }
            return .otherProtocol
        case .forwardFinal:
            isConnectionBound = isConnectionBound || response.facts.authenticatesConnection
            let tap = response.status < 300 ? request.head.streamProtocol : nil
            if framing != .none, tap == nil { recorded.body = Body() }
            recorder.note { $0.response = recorded }
            if let tap {
                insert(tap.makeTap(response.headers, loop.services.configuration.bodyLimit))
            } else if framing != .none {
                recorder.beginResponseBody(expectedByteCount: framing.expectedByteCount)
            }
            isResponseHeadSent = true
            let hasNoContent = request.head.method == "HEAD" || response.status == 204 || response.status == 304
            missingByteCount = hasNoContent ? 0 : framing.expectedByteCount
            let form = client.sendHead(response, framing: framing)
            recorder.note { $0.responseForm = form }
            return .body
        }
    }

    /// The next part of the response's body came.
    func receivedBody(_ part: BodyPart) {
        let part = tapped.map { BodyPart(bytes: $0.receive(part.bytes, from: .server)) } ?? part
        // A body whose length is known has nothing but content.
        missingByteCount? -= part.bytes.readableBytes
        part.forEachContent(recorder.appendResponseContent)
        recorder.note { $0.response?.wireByteCount += part.bytes.readableBytes }
        if part.bytes.readableBytes > 0 { client.sendBody(part) }
    }

    /// The response's last byte was passed on.
    func responseEnded(trailers: Headers?) {
        guard machine.isResponseOpen else { return }
        if let trailers { recorder.note { $0.response?.trailers = trailers } }
        client.sendEnd(trailers: trailers)
        endResponse()
    }

    /// All that came for now was passed on.
    func serverReadComplete() {
        client.flush()
        // The head alone is worth a look: a slow body may follow.
        recorder.reportProgress()
    }

    /// The server sent what is no response; before its head was passed on, the client is told.
    func malformedResponse(_ message: String) {
        failed(FlowError(.badResponse, "\(upstream.hostAndPort) sent \(message)"))
    }

    /// The connection ended, in order or not, and with it this exchange's place on it.
    func serverClosed(_ error: (any Error)?) {
        switch machine.upstreamClosed(isClean: error == nil, canResend: machine.isRequestDone && isResendable) {
        case .none:
            guard !machine.isResponseOpen, !machine.isRequestDone else { return }
            dropConnection()
            dismissRequest()
        case .retry:
            dropConnection()
            connect(isFresh: true)
        case .finishResponse:
            dropConnection()
            responseEnded(trailers: nil)
            client.flush()
        case .fail(let code):
            let when = isResponseHeadSent ? "before the response was complete" : "without a response"
            let cause = error.map { " (\(wordsForLoss($0)))" } ?? ""
            let flowError = FlowError(code, "\(upstream.hostAndPort) closed the connection \(when)\(cause)")
            guard !isResponseHeadSent else { return abort(flowError) }
            dropConnection()
            answer(LocalResponse.forError(flowError), error: flowError)
        }
    }

    /// The server gave this request up, with its code; its side has let go.
    func serverReset(_ code: HTTP2ErrorCode, _ message: String) {
        server = nil
        guard machine.isResponseOpen else {
            // RFC 9113 §8.1: the response is whole, the rest of the request is not wanted.
            machine.failed()
            finishRecord()
            return client.exchangeEnded(.reset(code))
        }
        let error = FlowError(.upstreamClosed, message)
        guard isResponseHeadSent || client.takesResets else { return failed(error) }
        machine.failed()
        finishRecord(error: error)
        client.exchangeEnded(.reset(code))
    }

    /// The server takes more of the request again.
    func serverBecameWritable() {
        if server?.isWritable ?? false { client.resumeRequest() }
    }

    /// The client can take more again.
    func clientBecameWritable() {
        server?.resumeReading()
    }
}

// MARK: - An upgrade to HTTP/2

extension Exchange {
    /// The server goes on in HTTP/2, and so do we with the client: the request is stream 1 on both sides.
    ///
    /// - Parameter rest: what followed the 101.
    func goOnInHTTP2(_ head: ResponseHead, on connection: UpstreamConnection, rest: ByteBuffer) {
        guard let settings = request.clientSettings, let client = client as? ClientConnection else {
            preconditionFailure("a server was asked for HTTP/2 that the client did not ask for")
        }
        self.client = client.goOnInHTTP2(head, settings, self)
        client.sessions.begin(on: connection, for: upstream, unread: rest, upgraded: self)
        client.process()
    }
}

// MARK: - A stream that carries another protocol

extension Exchange: StreamCarrier {
    /// Has the tap read along from here on, where what it reads is kept.
    private func insert(_ tap: any StreamTap) {
        guard recorder.isRecording else { return }
        tapped = TappedStream(tap, carrier: self, recorder: recorder, loop: loop)
    }

    func send(_ bytes: ByteBuffer, toward receiver: StreamMessage.Sender) {
        switch receiver {
        case .client:
            client.sendBody(BodyPart(bytes: bytes))
            client.flush()
        case .server:
            server?.send(BodyPart(bytes: bytes))
            server?.flush()
        }
    }
}

extension RequestHead {
    /// What an extended CONNECT asks for (RFC 8441 §4), where we can read it.
    var streamProtocol: StreamProtocol? {
        guard version == .http2, method == "CONNECT" else { return nil }
        return Protocols.named(WireText.decode(PseudoFields(headers).protocolName))
    }
}

import FlowKit
import NIOCore

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
            let message = "\(upstream.hostAndPort) sent a response that is not HTTP/1.1: \(error.message)"
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
            return abort(FlowError(.badResponse, "\(upstream.hostAndPort) sent a malformed body: \(error.message)"))
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
            let cause = error.map { " (\(wordsForLoss($0)))" } ?? ""
            let flowError = FlowError(code, "\(upstream.hostAndPort) closed the connection \(when)\(cause)")
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

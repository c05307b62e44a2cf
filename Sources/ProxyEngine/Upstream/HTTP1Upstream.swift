import FlowKit
import NIOCore

/// An exchange's side towards a server that speaks HTTP/1: writes the request and reads the response.
///
/// Confined to the event loop. Made for one exchange, which has the connection to itself.
final class HTTP1Upstream: ExchangeUpstream {
    let connection: UpstreamConnection
    let readsOnAfterResponse = false
    private var exchange: Exchange?
    private let method: String
    /// Response bytes that are not a whole head yet.
    private var inbound = ByteBuffer()
    private var scanner = HeadScanner()
    private var body: BodyReader?
    /// The request's body comes without chunks and leaves in chunks.
    private var addsChunks = false

    init(_ connection: UpstreamConnection, exchange: Exchange) {
        self.connection = connection
        self.exchange = exchange
        method = exchange.request.head.method
        connection.take(for: self)
    }

    // MARK: - The request

    var isWritable: Bool { connection.isWritable }

    func begin(_ request: ForwardedRequest, isComplete: Bool) -> ForwardedRequestForm {
        addsChunks = request.framing == .stream
        let upstream = connection.upstream
        let target = upstream.target(of: request)
        var isAuthorized = false
        connection.write { bytes in
            bytes.writeRequestHead(
                request.head,
                target: target,
                host: request.http1Host,
                addsChunks: addsChunks,
                upgrade: request.upgrade.form
            )
            isAuthorized = bytes.writeAuthorization(for: upstream)
        }
        return ForwardedRequestForm(
            target: target,
            received: exchange?.recorder.flow.request.target.bytes ?? request.head.target,
            host: request.http1Host,
            addsChunks: addsChunks,
            upgrade: request.upgrade.form,
            addsProxyAuthorization: isAuthorized
        )
    }

    func send(_ part: BodyPart) {
        guard addsChunks else { return connection.write(part.bytes) }
        for slice in part.contentSlices { connection.write { $0.writeChunk(slice) } }
    }

    func endRequest(trailers: Headers?) {
        guard addsChunks else { return }
        connection.write { $0.writeLastChunk(trailers: trailers) }
    }

    func flush() {
        connection.flush()
    }

    // MARK: - The end

    func resumeReading() {
        connection.resumeReading()
    }

    func cancel(_ reason: StreamCancellation) {
        exchange = nil
        connection.close()
    }

    func detach() -> UpstreamConnection? {
        exchange = nil
        return connection
    }
}

// MARK: - The response

extension HTTP1Upstream: UpstreamOwner {
    var isReadyForUpstreamBytes: Bool { exchange?.client.isWritable ?? true }

    func upstreamRead(_ bytes: ByteBuffer) {
        var bytes = bytes
        if inbound.readableBytes > 0 {
            inbound.writeBuffer(&bytes)
            swap(&inbound, &bytes)
            inbound.clear()
        }
        do throws(HTTP1Error) {
            try read(&bytes)
        } catch {
            exchange?.malformedResponse("a response that is not HTTP/1.1: \(error.message)")
        }
    }

    private func read(_ bytes: inout ByteBuffer) throws(HTTP1Error) {
        while body == nil, bytes.readableBytes > 0, let exchange {
            exchange.noteFirstByte()
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
            let framing = try head.bodyFraming(requestMethod: method)
            switch try exchange.received(head, framing: framing) {
            case .nextHead: break
            case .body: body = BodyReader(framing)
            case .otherProtocol: return switchProtocols(head, rest: &bytes)
            case .http2: return goOnInHTTP2(head, rest: &bytes)
            }
        }
        if body != nil { readBody(&bytes) }
    }

    private func switchProtocols(_ head: ResponseHead, rest: inout ByteBuffer) {
        guard let exchange else { return }
        self.exchange = nil
        exchange.server = nil
        exchange.client.switchProtocols(head, to: connection, rest: rest, recorder: exchange.recorder)
        rest.clear()
    }

    private func goOnInHTTP2(_ head: ResponseHead, rest: inout ByteBuffer) {
        let upgraded = exchange
        exchange = nil
        upgraded?.goOnInHTTP2(head, on: connection, rest: rest)
        rest.clear()
    }

    private func readBody(_ bytes: inout ByteBuffer) {
        guard let exchange, var reader = body else { return }
        let part: BodyPart
        do throws(HTTP1Error) {
            part = try reader.read(&bytes)
        } catch {
            return exchange.malformedResponse("a malformed body: \(error.message)")
        }
        body = reader
        exchange.recorder.noteResponseLayout(reader.layout)
        exchange.receivedBody(part)
        guard reader.isDone else { return exchange.recorder.reportProgress() }
        guard self.exchange != nil else { return }
        // Bytes nobody asked for: the connection cannot be trusted with another request.
        if bytes.readableBytes > 0 { exchange.dropConnection() }
        exchange.responseEnded(trailers: reader.trailers)
    }

    func upstreamReadComplete() {
        exchange?.serverReadComplete()
    }

    func upstreamInputClosed() {
        exchange?.serverClosed(nil)
    }

    func upstreamClosed(error: (any Error)?) {
        exchange?.serverClosed(error)
    }

    func upstreamWritabilityChanged() {
        exchange?.serverBecameWritable()
    }
}

@available(*, unavailable) extension HTTP1Upstream: Sendable {}

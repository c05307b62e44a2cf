import FlowKit
import NIOCore

/// A connection to a server that speaks HTTP/2, and the streams on it. Confined to its event loop.
final class HTTP2Upstream {
    let connection: UpstreamConnection
    let upstream: Upstream
    var http2: HTTP2Connection
    private let sessions: HTTP2Sessions
    private var streams: [HTTP2StreamID: HTTP2UpstreamStream] = [:]
    /// Exchanges for which the server takes no stream yet.
    private var queue: [Exchange] = []
    private var inbound = ByteBuffer()
    /// Those to be told at the end of this read that it ended.
    private var touched: [Exchange] = []
    private var hasCarriedStreams = false
    /// Requests wait for this: ALPN said that the server speaks HTTP/2, or the server itself did.
    private var isConfirmed: Bool
    private var isEnded = false
    private var isFlushing = false
    private var isHeldBack = false
    private var silence: Scheduled<Void>?

    private static let queueLimit = 512

    init(_ connection: UpstreamConnection, upstream: Upstream, sessions: HTTP2Sessions) {
        self.connection = connection
        self.upstream = upstream
        self.sessions = sessions
        isConfirmed = upstream.tlsName != nil
        http2 = HTTP2Connection(role: .client, settings: .toServer, limits: .toServer)
    }

    func begin(unread: ByteBuffer, patience: TimeAmount?) {
        connection.take(for: self)
        flush()
        if unread.readableBytes > 0 {
            upstreamRead(unread)
            upstreamReadComplete()
        }
        connection.resumeReading()
        guard !isConfirmed, !isEnded, let patience else { return }
        silence = connection.channel.eventLoop.assumeIsolated().scheduleTask(in: patience) { [weak self] in
            guard let self, !isConfirmed, !isEnded else { return }
            fallBack()
        }
    }

    // MARK: - Streams

    /// Opens a stream for the exchange, as soon as the server takes one more.
    func join(_ exchange: Exchange) {
        // It may have ended while it began.
        guard !isEnded else { return exchange.moveElsewhere(isInVain: true) }
        // Those whose client has given them up must not pile up behind one that waits for long.
        if queue.count >= Self.queueLimit { queue.removeAll { !$0.awaitsServer } }
        queue.append(exchange)
        startQueued()
    }

    /// Answers a request that was sent on this connection in HTTP/1 (RFC 7540 §3.2).
    func adopt(_ exchange: Exchange) {
        isConfirmed = true
        noteRoom()
        http2.beginUpgraded(isHead: exchange.request.head.method == "HEAD")
        let stream = HTTP2UpstreamStream(1, session: self, exchange: exchange, isRequestEnded: true)
        streams[1] = stream
        exchange.server = stream
        hasCarriedStreams = true
    }

    private func startQueued() {
        while !queue.isEmpty, isConfirmed, !isEnded {
            guard queue[0].awaitsServer else {
                queue.removeFirst()
                continue
            }
            noteRoom()
            guard let id = http2.openStream() else { return }
            let exchange = queue.removeFirst()
            let stream = HTTP2UpstreamStream(id, session: self, exchange: exchange)
            streams[id] = stream
            exchange.attach(stream, isReused: hasCarriedStreams)
            hasCarriedStreams = true
        }
    }

    /// What is queued for the client came over windows that are open again: there is so much less room for larger ones.
    private func noteRoom() {
        http2.heldElsewhere = sessions.observer?.queuedByteCount ?? 0
    }

    /// Content of a stream was passed on.
    func consumed(_ byteCount: Int, on id: HTTP2StreamID) {
        noteRoom()
        http2.consumed(byteCount, on: id)
    }

    /// The stream has no exchange any more, and is closed or reset.
    func forget(_ id: HTTP2StreamID) {
        streams[id] = nil
        startQueued()
        closeIfDone()
    }

    private func closeIfDone() {
        guard streams.isEmpty, queue.isEmpty, http2.isGoingAway else { return }
        close()
    }

    /// Writes what the socket takes; streams that can go on because of it, do.
    func flush() {
        guard !isFlushing else { return }
        guard !sessions.isHolding else {
            if !isHeldBack { sessions.holdBack(self) }
            isHeldBack = true
            return
        }
        isHeldBack = false
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
    }

    /// The client is gone: nobody needs this connection any more.
    func close() {
        guard !isEnded else { return }
        http2.sendGoAway(.noError)
        end()
        connection.closeAfterWriting()
    }

    /// Nothing is told to this session any more.
    private func end() {
        while !connection.isClosed, let output = http2.takeOutput() { connection.write(output) }
        isEnded = true
        silence?.cancel()
        sessions.remove(self)
        sessions.release()
    }

    // MARK: - What the server says

    private func handle(_ event: HTTP2Connection.Event) {
        switch event {
        case .settings(let settings):
            isConfirmed = true
            silence?.cancel()
            sessions.observer?.serverAnnounced(settings)
            startQueued()
        case .headers(let id, let fields, let kind, let endStream, _):
            guard let stream = streams[id] else { return }
            touch(stream)
            stream.received(fields, kind, endStream: endStream)
        case .data(let id, let bytes, let endStream):
            guard let stream = streams[id] else { return http2.consumed(bytes.readableBytes, on: id) }
            touch(stream)
            stream.received(bytes, endStream: endStream)
        case .reset(let id, let code):
            streams[id]?.reset(code, "the server reset the stream: \(code)")
        case .streamError(let id, let code, let message, _):
            streams[id]?.broken(code, message)
        case .writable(let id):
            streams[id]?.becameWritable()
        case .requestTooLarge, .priority:
            break
        case .goAway(_, let code, let debug):
            sessions.remove(self)
            sessions.observer?.serverIsGoingAway(code, debug: debug)
            sendQueuedElsewhere()
            closeIfDone()
        case .connectionError(let code, let message):
            fail(FlowError(.badResponse, "\(upstream.hostAndPort) broke HTTP/2: \(message) (\(code))"))
        }
    }

    private func touch(_ stream: HTTP2UpstreamStream) {
        guard let exchange = stream.exchange, touched.last !== exchange else { return }
        touched.append(exchange)
    }

    /// Nothing of these requests was sent: another connection may take them.
    private func sendQueuedElsewhere() {
        let waiting = queue
        queue = []
        for exchange in waiting where exchange.awaitsServer { exchange.moveElsewhere(isInVain: !hasCarriedStreams) }
    }

    /// Ends the connection: the server sent what is not HTTP/2.
    private func fail(_ error: FlowError) {
        guard isConfirmed else { return fallBack() }
        end()
        connection.closeAfterWriting()
        let open = Array(streams.values)
        let waiting = queue
        streams = [:]
        queue = []
        for stream in open { stream.failed(error) }
        for exchange in waiting { exchange.failed(error) }
    }
}

extension HTTP2Upstream {
    /// A client that begins with HTTP/2 in the clear knows that of its proxy, which need not be true of the server behind:
    /// the requests, none of which was sent, go there in HTTP/1.
    private func fallBack() {
        sessions.noteHTTP1(upstream)
        end()
        connection.closeAfterWriting()
        sendQueuedElsewhere()
    }
}

extension HTTP2Upstream: UpstreamOwner {
    /// What cannot be passed on closes its stream's window, not the connection.
    var isReadyForUpstreamBytes: Bool { true }

    func upstreamRead(_ bytes: ByteBuffer) {
        var bytes = bytes
        if inbound.readableBytes > 0 {
            inbound.writeBuffer(&bytes)
            swap(&inbound, &bytes)
            inbound = ByteBuffer()
        }
        let now = NIODeadline.now()
        sessions.hold()
        while !isEnded, let event = http2.nextEvent(&bytes, now: now) { handle(event) }
        if !isEnded, bytes.readableBytes > 0 { inbound = bytes }
    }

    func upstreamReadComplete() {
        let exchanges = touched
        touched = []
        for exchange in exchanges { exchange.serverReadComplete() }
        sessions.release()
        flush()
    }

    func upstreamInputClosed() {
        upstreamClosed(error: nil)
    }

    func upstreamClosed(error: (any Error)?) {
        guard !isEnded else { return }
        guard isConfirmed else { return fallBack() }
        end()
        connection.close()
        let open = Array(streams.values)
        streams = [:]
        for stream in open { stream.connectionClosed(error) }
        sendQueuedElsewhere()
    }

    func upstreamWritabilityChanged() {
        flush()
    }
}

@available(*, unavailable) extension HTTP2Upstream: Sendable {}

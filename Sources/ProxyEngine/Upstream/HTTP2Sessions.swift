import FlowKit
import NIOCore

/// HTTP/2 connections to servers that the requests of one client share. Confined to their event loop.
final class HTTP2Sessions {
    private var sessions: [Upstream: HTTP2Upstream] = [:]
    /// Exchanges that wait to learn which protocol a connection being made will speak.
    private var waiting: [Upstream: [Exchange]] = [:]
    /// Servers that were tried with HTTP/2 in the clear, and do not speak it.
    private var http1Only: Set<Upstream> = []
    /// Servers that chose HTTP/1 where they could have had HTTP/2.
    private var choseHTTP1: Set<Upstream> = []
    /// Bytes are being read: what they lead to is written when all of them are understood.
    private(set) var isHolding = false
    private var heldBack: [HTTP2Upstream] = []
    /// Told of what concerns a connection as a whole.
    weak var observer: (any HTTP2SessionObserver)?

    /// A connection that takes one more request, now or when another ends.
    func session(for upstream: Upstream) -> HTTP2Upstream? { sessions[upstream] }

    func isConnecting(to upstream: Upstream) -> Bool { waiting[upstream] != nil }

    func beginConnecting(to upstream: Upstream) {
        waiting[upstream] = []
    }

    func wait(_ exchange: Exchange, for upstream: Upstream) {
        waiting[upstream, default: []].append(exchange)
    }

    /// The connection is there, or is not to be had.
    ///
    /// - Returns: those who waited.
    func endConnecting(to upstream: Upstream) -> [Exchange] {
        waiting.removeValue(forKey: upstream) ?? []
    }

    /// Speaks HTTP/2 on a connection that was made for it.
    ///
    /// - Parameters:
    ///   - unread: what the server said already.
    ///   - patience: how long a server in the clear may take to say that it speaks HTTP/2.
    ///   - upgraded: the exchange whose request, sent in HTTP/1, is answered in HTTP/2.
    @discardableResult
    func begin(
        on connection: UpstreamConnection,
        for upstream: Upstream,
        unread: ByteBuffer = ByteBuffer(),
        patience: TimeAmount? = nil,
        upgraded: Exchange? = nil
    ) -> HTTP2Upstream {
        let session = HTTP2Upstream(connection, upstream: upstream, sessions: self)
        sessions[upstream] = session
        if let upgraded { session.adopt(upgraded) }
        session.begin(unread: unread, patience: patience)
        return session
    }

    func noteHTTP1(_ upstream: Upstream) {
        http1Only.insert(upstream)
    }

    /// Whether one connection may do for all requests to the server: then others wait while it is made.
    func mayShare(_ upstream: Upstream) -> Bool { upstream.mayBeHTTP2 && !choseHTTP1.contains(upstream) }

    /// Takes in what a connection just made is going to speak.
    func noteProtocol(of connection: UpstreamConnection, for upstream: Upstream) {
        guard upstream.mayBeHTTP2 else { return }
        if connection.isHTTP2 { choseHTTP1.remove(upstream) } else { choseHTTP1.insert(upstream) }
    }

    /// The upstream as it is to be spoken to by what is known now.
    func known(_ upstream: Upstream) -> Upstream {
        guard http1Only.contains(upstream) else { return upstream }
        var known = upstream
        known.applicationProtocols = [ProtocolOffer.http1]
        return known
    }

    /// No further request is given to this session.
    func remove(_ session: HTTP2Upstream) {
        guard sessions[session.upstream] === session else { return }
        sessions[session.upstream] = nil
    }

    // MARK: - Writing

    func hold() {
        isHolding = true
    }

    /// Has the session written to when the read is over.
    func holdBack(_ session: HTTP2Upstream) {
        heldBack.append(session)
    }

    func release() {
        guard isHolding else { return }
        isHolding = false
        let held = heldBack
        heldBack = []
        for session in held { session.flush() }
        observer?.flush()
    }

    // MARK: - The end

    func closeAll() {
        for session in Array(sessions.values) { session.close() }
        sessions = [:]
    }
}

/// Who hears of what a server says about its whole connection.
protocol HTTP2SessionObserver: AnyObject {
    /// What was held back may be written.
    func flush()
    /// Content that waits for the client to take it.
    var queuedByteCount: Int { get }
    func serverAnnounced(_ settings: HTTP2Settings)
    func serverIsGoingAway(_ code: HTTP2ErrorCode, debug: [UInt8])
}

@available(*, unavailable) extension HTTP2Sessions: Sendable {}

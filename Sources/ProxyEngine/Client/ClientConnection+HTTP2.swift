import FlowKit
import NIOCore

/// What is there when a client has agreed on HTTP/2 in a tunnel, before its first frame was looked at.
struct HTTP2Opening {
    enum Server {
        /// Agreed on HTTP/2 too: a connection for this client alone, which nobody owns yet, and what was read from it.
        case connected(UpstreamConnection, unread: ByteBuffer)
        /// Has failed already, with a `FlowError`: the first request is answered with it, later ones may try again.
        case failed(EventLoopFuture<UpstreamConnection>)
        /// A rule answers, or Sluice itself; or the server has closed its connection since.
        case notAsked
    }

    let server: Server
}

extension ClientConnection {
    /// Goes on in HTTP/2: `scope` says where requests go, and `inbound` may hold the first frames.
    func beginHTTP2(_ opening: HTTP2Opening) {
        guard let upstream = scope?.upstream else { preconditionFailure("a tunnel without a place it leads to") }
        var serverSettings: HTTP2Settings?
        switch opening.server {
        case .connected(let connection, let unread):
            let session = sessions.begin(on: connection, for: upstream, unread: unread)
            if session.http2.hasPeerSettings { serverSettings = session.http2.peerSettings }
        case .failed(let future):
            ownConnection = (upstream, future)
        case .notAsked:
            break
        }
        state = .http2(HTTP2Client(self, mirroring: serverSettings))
        process()
    }

    /// Goes on in HTTP/2 after a request that asked for it (RFC 7540 §3.2); `process()` is to follow.
    ///
    /// - Parameters:
    ///   - head: of the 101.
    ///   - settings: the client's.
    /// - Returns: the stream that the request has become.
    func goOnInHTTP2(_ head: ResponseHead, _ settings: HTTP2Settings, _ exchange: Exchange) -> HTTP2ClientStream {
        var bytes = ByteBuffer()
        bytes.writeResponseHead(head, ForwardedResponseForm(connection: .upgrade))
        write(bytes)
        request = nil
        let client = HTTP2Client(self)
        state = .http2(client)
        return client.adopt(exchange, from: settings)
    }
}

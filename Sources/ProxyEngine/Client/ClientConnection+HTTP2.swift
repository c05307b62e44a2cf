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
    /// Of the CONNECT, which is no flow unless its tunnel fails or is only relayed.
    let recorder: FlowRecorder
}

extension ClientConnection {
    /// Goes on in HTTP/2: `scope` says where requests go, and `inbound` may hold the first frames.
    ///
    /// Both sides agreed on the same protocol, so its frames can pass as they are.
    func beginHTTP2(_ opening: HTTP2Opening) {
        switch opening.server {
        case .connected(let connection, let unread):
            opening.recorder.note {
                $0.kind = .tunnel
                $0.client = facts
                $0.server = connection.facts
            }
            let relay = TunnelRelay(
                client: self,
                connection: connection,
                recorder: opening.recorder,
                protocolName: ProtocolOffer.http2
            )
            state = .relaying(relay)
            relay.begin(fromServer: unread)
        case .failed(let future):
            future.assumeIsolated().whenFailure { [self] error in
                end(opening, error as? FlowError ?? FlowError(.connectFailed, "\(error)"))
            }
        case .notAsked:
            end(opening, FlowError(.upstreamClosed, "no server is there to answer in HTTP/2"))
        }
    }

    private func end(_ opening: HTTP2Opening, _ error: FlowError) {
        opening.recorder.finish(error: error)
        close(because: error)
    }
}

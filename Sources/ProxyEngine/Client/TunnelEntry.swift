import FlowKit
import NIOCore

/// How a client came to its tunnel, and so how it is told what becomes of it.
enum TunnelEntry: Equatable {
    /// By CONNECT.
    case connect
    case socks(SOCKSVersion)
    /// Its connection was redirected here: it knows of no proxy.
    case transparent

    /// What tells the client that the tunnel is open.
    var acceptance: ByteBuffer {
        switch self {
        case .connect: ByteBuffer(staticString: "HTTP/1.1 200 Connection established\r\n\r\n")
        case .socks(let version): ByteBuffer(bytes: version.message(.succeeded))
        case .transparent: ByteBuffer()
        }
    }
}

extension ClientConnection {
    /// A tunnel that was not asked for in HTTP is recorded like one that was.
    func open(tunnelTo host: String, port: Int) {
        let target = Array(Origin(scheme: .https, host: host, port: port).hostAndPort.utf8)
        open(tunnelTo: host, port: port, head: RequestHead(method: "CONNECT", target: target))
    }

    /// Tells the client that there will be no tunnel; the attempt is a flow of its own.
    func refuseTunnel(_ recorder: FlowRecorder, _ response: Response, error: FlowError? = nil) {
        switch entry {
        case .connect:
            recorder.note {
                $0.response = response
                $0.isAnsweredByProxy = true
            }
            recorder.finish(error: error)
            answerConnect(response)
        case .socks(let version):
            recorder.finish(error: error ?? FlowError(.blocked, "refused by a rule"))
            write(ByteBuffer(bytes: version.message(SOCKSReply(error))))
            closeAfterWriting()
        case .transparent:
            // As if there were nobody at the address the client meant.
            recorder.finish(error: error ?? FlowError(.blocked, "reset by a rule"))
            reset()
        }
    }
}

extension RequestHead {
    /// A head that was not sent, for flows of what is not HTTP.
    init(method: String, target: [UInt8]) {
        self.init(
            method: method,
            target: target,
            version: .http11,
            headers: Headers(),
            facts: FieldFacts(),
            byteCount: 0
        )
    }
}

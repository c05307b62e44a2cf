import FlowKit
import NIOCore
import NIOSSL

extension ClientConnection {
    /// Sets out on what the listener is for: called once, when the connection is there.
    func enter() {
        let sources = services.configuration.proxyHeaderSources
        if !sources.isEmpty, let text = channel.remoteAddress?.ipAddress, let address = IPAddress(text),
            sources.contains(where: { $0.contains(address) })
        {
            state = .opening(ProxyHeaderEntrance(client: self))
        } else {
            enterMode()
        }
    }

    /// Goes on as the listener's mode says.
    func enterMode() {
        switch listener.mode {
        case .regular, .upstream:
            state = .opening(HTTPEntrance(client: self, scope: nil))
        case .reverse(let target):
            state = .opening(HTTPEntrance(client: self, scope: TunnelScope(target, services: services)))
        case .socks5:
            state = .opening(SOCKSEntrance(client: self))
        case .transparent:
            entry = .transparent
            let entrance = TransparentEntrance(client: self)
            state = .opening(entrance)
            entrance.begin()
        }
    }

    /// Adds TLS right below this handler and gives it what the client has sent so far.
    func startTLS(_ handlers: TLSHandlers) throws {
        let pipeline = channel.pipeline.syncOperations
        let outer = try? pipeline.context(handlerType: NIOSSLServerHandler.self)  // in the clear there is none
        let hello = NIOAny(inbound)
        inbound = ByteBuffer()
        try handlers.add(to: pipeline, position: .before(self))
        if let outer {
            // Inside TLS to the listener itself: what came is decrypted already.
            outer.fireChannelRead(hello)
            outer.fireChannelReadComplete()
        } else {
            pipeline.fireChannelRead(hello)
            pipeline.fireChannelReadComplete()
        }
    }

    /// The address the client connected to.
    var ownOrigin: Origin {
        let address = channel.localAddress
        let host = address?.ipAddress ?? listener.spec.address.host
        return Origin(scheme: .https, host: host, port: address?.port ?? listener.spec.address.port)
    }

    /// Records a connection that ended before a request could be read.
    func recordFailure(_ error: FlowError, origin: Origin) {
        let head = RequestHead(method: "CONNECT", target: Array(origin.hostAndPort.utf8))
        let recorder = FlowRecorder(
            flow: makeFlow(head, origin: origin),
            loop: loop,
            bodyLimit: 0,
            isRecording: services.isRecording
        )
        recorder.finish(error: error)
    }
}

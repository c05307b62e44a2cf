import FlowKit
import NIOCore

/// The beginning of a connection whose client speaks SOCKS; behind it is a tunnel. Confined to the event loop.
final class SOCKSEntrance: Opening {
    /// Holds this entrance while it lasts.
    private let client: ClientConnection
    private var negotiation: SOCKSNegotiation
    private var isDone = false

    init(client: ClientConnection) {
        self.client = client
        negotiation = SOCKSNegotiation(
            requiresAuthentication: client.services.configuration.proxyAuthentication != nil
        )
    }

    func receive() -> Bool {
        while !isDone {
            var bytes = client.inbound.readableBytesView.prefix(SOCKSNegotiation.messageLimit).arraySlice
            let available = bytes.count
            let action = negotiation.next(&bytes)
            guard action != .needsMore else { return false }
            if action != .notSOCKS { client.inbound.moveReaderIndex(forwardBy: available - bytes.count) }
            perform(action)
        }
        return true
    }

    private func perform(_ action: SOCKSNegotiation.Action) {
        switch action {
        case .needsMore: break
        case .reply(let message): send(message)
        case .authenticate(let user, let password):
            let isAccepted = client.services.configuration.proxyAuthentication?.permits(user: user, password: password)
            send(negotiation.authenticated(isAccepted ?? true))
            guard isAccepted == false else { return }
            refuse(FlowError(.notAuthorized, "the SOCKS client's user or password is wrong"), nil)
        case .connect(let version, let place):
            isDone = true
            client.entry = .socks(version)
            client.open(tunnelTo: place.host, port: place.port)
        case .refuse(let message, let reason, let code, let place):
            send(message)
            refuse(FlowError(code, reason), place)
        case .notSOCKS:
            isDone = true
            // Whoever sends HTTP here can read the answer.
            let bytes = client.inbound
            client.refuseHead(HTTP1Error("this listener speaks SOCKS, not what came"), bytes: bytes)
        }
    }

    private func send(_ message: [UInt8]) {
        client.write(ByteBuffer(bytes: message))
        client.flush()
    }

    private func refuse(_ error: FlowError, _ place: SOCKSNegotiation.Place?) {
        isDone = true
        let own = client.ownOrigin
        let origin = place.map { Origin(scheme: .https, host: $0.host, port: $0.port) } ?? own
        client.recordFailure(error, origin: origin)
        client.closeAfterWriting()
    }

    func clientInputClosed() {
        guard client.inbound.readableBytes > 0 else { return client.closeAfterWriting() }
        refuse(FlowError(.badRequest, "the SOCKS request ends in its middle"), nil)
    }

    func clientClosed(_ error: FlowError) {
        isDone = true
    }
}

extension Sequence<UInt8> {
    fileprivate var arraySlice: ArraySlice<UInt8> { Array(self)[...] }
}

@available(*, unavailable) extension SOCKSEntrance: Sendable {}

import FlowKit
import Logging
import NIOCore

/// The beginning of a connection from a balancer: reads its PROXY header, and goes on with the client's own bytes.
final class ProxyHeaderEntrance: Opening {
    /// Holds this entrance while it lasts.
    private let client: ClientConnection
    private var isKnown = false
    /// Bytes of the header still to come, which are of no interest.
    private var byteCountToSkip = 0

    init(client: ClientConnection) {
        self.client = client
    }

    func receive() -> Bool {
        if !isKnown, !readHeader() { return false }
        guard case .opening(let opening) = client.state, opening === self else { return true }
        let count = min(byteCountToSkip, client.inbound.readableBytes)
        client.inbound.moveReaderIndex(forwardBy: count)
        byteCountToSkip -= count
        guard byteCountToSkip == 0 else { return false }
        client.enterMode()
        return true
    }

    /// - Returns: whether there is something to go on with.
    private func readHeader() -> Bool {
        let bytes = Array(client.inbound.readableBytesView.prefix(ProxyHeader.prefixLimit))
        switch ProxyHeader.parse(bytes[...]) {
        case .needsMore: return false
        case .invalid(let reason): refuse(reason)
        case .header(let header):
            isKnown = true
            byteCountToSkip = header.byteCount
            if let source = header.source, let facts = client.facts { client.setFacts(facts.from(source)) }
        }
        return true
    }

    private func refuse(_ reason: String) {
        let error = FlowError(.badRequest, "\(reason) (\(client.facts?.remoteAddress ?? ""))")
        client.services.logger.warning("connection refused: \(error.message)")
        client.recordFailure(error, origin: client.ownOrigin)
        client.close(because: error)
    }

    func clientInputClosed() {
        // Balancers look whether there is anybody, and say nothing.
        guard isKnown || client.inbound.readableBytes > 0 else { return client.closeAfterWriting() }
        refuse("a PROXY header that ends in its middle")
    }

    func clientClosed(_ error: FlowError) {}
}

@available(*, unavailable) extension ProxyHeaderEntrance: Sendable {}

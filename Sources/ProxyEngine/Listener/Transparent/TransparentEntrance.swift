import FlowKit
import NIOCore

/// The beginning of a redirected connection: finds out where its client meant to go. Confined to the event loop.
final class TransparentEntrance: Opening {
    /// Holds this entrance while it lasts.
    private let client: ClientConnection
    private var isDone = false

    init(client: ClientConnection) {
        self.client = client
    }

    func begin() {
        OriginalDestination.find(for: client.channel).assumeIsolated().whenComplete { [self] result in
            guard !isDone else { return }
            isDone = true
            // Redirected by other means (TPROXY), a connection has the meant address for its own.
            let address = (try? result.get()) ?? client.channel.localAddress  // no redirection is no fault
            guard let address, let host = address.ipAddress, let port = address.port, port > 0 else {
                return refuse(FlowError(.connectFailed, "it is not known where a redirected connection was to go"))
            }
            guard !client.services.isOwn(address, from: client.channel.localAddress) else {
                return refuse(
                    FlowError(.loop, "the connection was made to this listener itself, not redirected to it")
                )
            }
            client.open(tunnelTo: host, port: port)
            client.process()
        }
    }

    private func refuse(_ error: FlowError) {
        client.recordFailure(error, origin: client.ownOrigin)
        client.close(because: error)
    }

    func receive() -> Bool { false }

    func clientInputClosed() {}

    func clientClosed(_ error: FlowError) {
        isDone = true
    }
}

@available(*, unavailable) extension TransparentEntrance: Sendable {}

import FlowKit

/// Understands a client's bytes before its requests can be read: what leads from an accepted connection to HTTP, or to
/// the relaying of something else. Called on the event loop.
protocol Opening: AnyObject {
    /// Looks at what the client sent so far.
    ///
    /// - Returns: whether the client's connection has a new state and should go on.
    func receive() -> Bool

    /// Whether more bytes can be used now; while not, nothing is read.
    var isReadyForClientBytes: Bool { get }

    /// TLS that this opening began is agreed on.
    func clientTLSDone(_ negotiatedProtocol: String?)

    /// - Returns: whether the error was that of a handshake this opening began, and is dealt with.
    func clientTLSFailed(_ error: any Error) -> Bool

    /// The client sends no more.
    func clientInputClosed()

    /// The client is gone, or was closed for this reason.
    func clientClosed(_ error: FlowError)
}

extension Opening {
    var isReadyForClientBytes: Bool { true }
    func clientTLSDone(_ negotiatedProtocol: String?) {}
    func clientTLSFailed(_ error: any Error) -> Bool { false }
}

extension TunnelOpening: Opening {}

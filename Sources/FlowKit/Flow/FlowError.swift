/// Why a flow did not end as its client wished: a fact about traffic, kept on the flow, never thrown.
package struct FlowError: Error, Sendable {
    package enum Code: String, Sendable, CaseIterable {
        case badRequest  // the client's bytes are not a request we may forward
        case badResponse  // the server's bytes are not a response we may forward
        case blocked  // a rule ended it without an answer
        case clientClosed  // the client hung up
        case upstreamClosed  // the server hung up before its response was complete
        case nameNotResolved
        case connectionRefused
        case connectFailed  // unreachable, reset while connecting…
        case connectTimedOut
        case idleTimedOut
        case clientTLSFailed  // the client did not accept our handshake
        case clientPins  // the client does not accept our handshake time and again
        case upstreamTLSFailed  // the server's handshake or certificate did not hold
        case protocolBroken  // a WebSocket that breaks its protocol; the bytes passed all the same
        case loop  // the request was for the proxy itself
        case notAuthorized  // the client gave the proxy no valid user and password
        case upstreamProxyFailed  // the proxy through which the server is reached did not do its part
        case notRecoverable  // an imported flow that could not be read whole
    }

    package let code: Code
    /// For people: lower case, no full stop, names the thing, such as `upstream example.com:443 refused the connection`.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension FlowError: Hashable {
    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.code == rhs.code }
    package func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

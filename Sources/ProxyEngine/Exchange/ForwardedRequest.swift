import FlowKit

/// A request on its way to its server, before it is known in which version of HTTP it will be written.
final class ForwardedRequest {
    let head: RequestHead
    let origin: Origin
    /// In origin-form, or `*`.
    let target: [UInt8]
    /// Stands in for the Host field; `nil` leaves that as it came.
    let host: String?
    let framing: BodyFraming
    /// What an HTTP/2 client said of it, in the numbers of the server's connection.
    let priority: HTTP2Priority?
    let upgrade: ProtocolUpgrade

    init(
        head: RequestHead,
        origin: Origin,
        target: [UInt8],
        host: String?,
        framing: BodyFraming,
        priority: HTTP2Priority? = nil,
        upgrade: ProtocolUpgrade = .asReceived
    ) {
        self.head = head
        self.origin = origin
        self.target = target
        self.host = host
        self.framing = framing
        self.priority = priority
        self.upgrade = upgrade
    }

    /// What a client announced that goes on in HTTP/2 if its server does; `nil`: it does not.
    var clientSettings: HTTP2Settings? {
        if case .http2(let settings) = upgrade { return settings }
        return nil
    }

    /// What stands in for the Host field of HTTP/1, which HTTP/2 has as a pseudo-field.
    var http1Host: String? {
        guard head.version == .http2, host == nil else { return host }
        let authority = PseudoFields(head.headers).authority
        guard authority.isEmpty else { return WireText.decode(authority) }
        return head.facts.hostField == nil ? origin.authority : nil
    }
}

@available(*, unavailable) extension ForwardedRequest: Sendable {}

import FlowKit

/// What is offered by ALPN in a client's name, and why that may be less than the client offers itself.
struct ProtocolOffer: Equatable {
    static let http1 = "http/1.1"
    static let http2 = "h2"

    /// In the client's order: those we speak; where there are none, all, for a tunnel that is only relayed. A client that
    /// offers nothing is taken to speak HTTP/1.1.
    let protocols: [String]
    /// Set where the client could have spoken HTTP/2 and must not; a sentence's end, for people.
    let downgradeReason: String?

    init(client: [String], host: String, port: Int, configuration: EngineConfiguration) {
        let reason = client.contains(Self.http2) ? Self.reason(host: host, port: port, configuration) : nil
        downgradeReason = reason
        let allowed = client.filter { $0 != Self.http2 || reason == nil }
        let spoken = allowed.filter { $0 == Self.http1 || $0 == Self.http2 }
        if !spoken.isEmpty {
            protocols = spoken
        } else {
            protocols = allowed.isEmpty || reason != nil ? [Self.http1] : allowed
        }
    }

    /// The client waits for what the server chooses.
    var isMirrored: Bool { protocols != [Self.http1] }

    private static func reason(host: String, port: Int, _ configuration: EngineConfiguration) -> String? {
        guard configuration.isHTTP2Enabled else { return "HTTP/2 is turned off" }
        return configuration.http1OnlyHosts.first { $0.matches(host: host, port: port) }
            .map { "HTTP/2 is turned off for \($0.text)" }
    }
}

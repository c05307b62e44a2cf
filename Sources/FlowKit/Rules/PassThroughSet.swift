/// The hosts whose tunnels are relayed unread, at one moment. A value: a tunnel is judged by one of them.
package struct PassThroughSet: Hashable, Sendable {
    /// Some hosts that are passed through, and why.
    package struct Entry: Hashable, Sendable {
        package enum Source: Hashable, Sendable {
            /// Named when Sluice was started.
            case option
            /// Asked for while it ran.
            case person
            /// Sluice's own answer to a client that pins its certificate.
            case pinning
        }

        package let hosts: HostPattern
        package let source: Source
        /// The IP address of the one client it is for; `nil`: every client.
        package let client: String?
        /// `nil`: it holds until it is taken away.
        package let expires: Timestamp?

        package init(_ hosts: HostPattern, source: Source, client: String? = nil, expires: Timestamp? = nil) {
            self.hosts = hosts
            self.source = source
            self.client = client
            self.expires = expires
        }

        package func hasExpired(at now: Timestamp) -> Bool { expires.map { $0 <= now } ?? false }
    }

    package var entries: [Entry] = []
    /// Where there are any, only these hosts are intercepted, as far as `entries` lets them.
    package var intercepted: [HostPattern] = []

    package init(entries: [Entry] = [], intercepted: [HostPattern] = []) {
        self.entries = entries
        self.intercepted = intercepted
    }

    /// Why a tunnel is passed through, such as `passed through: *.bank.test`; `nil`: it is intercepted.
    ///
    /// - Parameters:
    ///   - host: the one the client asked to be connected to; it counts as much as the next.
    ///   - serverName: what it asked for by SNI, where it did.
    ///   - client: its IP address.
    package func reason(host: String, port: Int, serverName: String?, client: String, at now: Timestamp) -> String? {
        let names = [host, serverName].compactMap(\.self)
        for entry in entries where !entry.hasExpired(at: now) && (entry.client ?? client) == client {
            guard names.contains(where: { entry.hosts.matches(host: $0, port: port) }) else { continue }
            switch entry.source {
            case .option, .person: return "passed through: \(entry.hosts.text)"
            case .pinning: return "passed through: the client pins its certificate"
            }
        }
        guard !intercepted.isEmpty else { return nil }
        let isIntercepted = intercepted.contains { pattern in
            names.contains { pattern.matches(host: $0, port: port) }
        }
        return isIntercepted ? nil : "passed through: not among the hosts to intercept"
    }
}

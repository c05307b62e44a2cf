/// How much a rule made from a flow covers, from the smallest that is of use.
package struct BlockScope: Hashable, Sendable {
    package enum Kind: Hashable, Sendable, CaseIterable {
        case url
        /// With whatever query.
        case path
        case host
        /// The host and all names below it.
        case hostAndSubdomains
    }

    package let kind: Kind
    /// What it covers, for people: `https://example.com/pixel.gif`, `*.example.com`.
    package let text: String
    /// A filter that matches just that.
    package let expression: String

    /// What the scope is called.
    package var name: String {
        switch kind {
        case .url: "exact URL"
        case .path: "path without query"
        case .host: "host"
        case .hostAndSubdomains: "host and subdomains"
        }
    }

    /// The scopes that make sense for a flow, narrow to wide; never empty.
    ///
    /// URLs are compared with their case; a host is meant on every port and with every scheme.
    package static func scopes(for flow: Flow) -> [BlockScope] {
        Kind.allCases.compactMap { BlockScope($0, flow.request) }
    }

    private init?(_ kind: Kind, _ request: Request) {
        self.kind = kind
        let host = request.origin.host
        switch kind {
        case .url:
            text = request.url
            expression = "~u " + FilterText.argument("(?-i)^" + Pattern.escape(text) + "$")
        case .path:
            guard request.method != "CONNECT", request.path != "*" else { return nil }
            text = String(request.url.unicodeScalars.prefix { $0 != "?" })
            expression = "~u " + FilterText.argument("(?-i)^" + Pattern.escape(text) + "(\\?|$)")
        case .host:
            text = host
            expression = "~d " + FilterText.argument("^" + Pattern.escape(host) + "$")
        case .hostAndSubdomains:
            // Addresses have no subdomains, nor does a host without a name.
            let isAddress = host.contains(":") || host.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) }
            guard !isAddress else { return nil }
            text = "*." + host
            expression = "~d " + FilterText.argument("(^|\\.)" + Pattern.escape(host) + "$")
        }
    }
}

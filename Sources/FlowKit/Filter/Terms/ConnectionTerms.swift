extension FilterTerms {
    /// The connections a flow used.
    static let connections: [FilterTerm] = [
        FilterTerm(
            "~tls",
            .init("version", values: ["1.3", "1.2", "1.1", "1.0", "any", "none"]),
            need: .requestHead,
            help: "the TLS version towards the client or the server; in a rule the client's",
            example: "~tls 1.3"
        ) { argument throws(FilterError) in
            switch argument.text.lowercased() {
            case "any": return { flow, _ in flow.tlsVersions.contains { $0 != nil } }
            case "none": return { flow, _ in flow.tlsVersions.allSatisfy { $0 == nil } }
            case "1.0", "1.1", "1.2", "1.3":
                let versions = tlsNames(argument.text)
                return { flow, _ in flow.tlsVersions.contains { $0.map(versions.contains) ?? false } }
            default:
                throw argument.error(
                    "unknown TLS version \(argument.text)",
                    expected: "1.3, 1.2, 1.1, 1.0, any or none"
                )
            }
        },
        FilterTerm(
            "~conn",
            .init("number", isNumber: true),
            need: .requestHead,
            help: "the number of the client's or the server's connection; in a rule the client's",
            example: "~conn 12"
        ) { argument throws(FilterError) in
            let ids = try NumberSet(argument, expected: "a connection's number such as 12") { text in
                Int(text).flatMap { $0 >= 0 ? $0...$0 : nil }
            }
            return { flow, _ in
                flow.client.map { ids.contains($0.id) } ?? false || flow.server.map { ids.contains($0.id) } ?? false
            }
        },
        .pattern(
            "~listener",
            need: .requestHead,
            help: "the listener a client came through, as MODE@HOST:PORT",
            example: "~listener socks5"
        ) { pattern, flow, _ in
            flow.client?.listener.map { pattern.matches($0) } ?? false
        },
    ]

    private static func tlsNames(_ version: String) -> Set<String> {
        version == "1.0" ? ["TLSv1.0", "TLSv1"] : ["TLSv\(version)"]
    }
}

extension Flow {
    fileprivate var tlsVersions: [String?] { [client?.tls?.version, server?.tls?.version] }
}

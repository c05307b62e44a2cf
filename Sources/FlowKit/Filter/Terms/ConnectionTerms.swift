extension FilterTerms {
    /// The connections a flow used.
    static let connections: [FilterTerm] = [
        FilterTerm(
            "~tls",
            .init("version", values: ["1.3", "1.2", "1.1", "1.0", "any", "none"]),
            need: .requestHead,
            help: "the TLS version towards the client or the server; in a rule the client's",
            example: "~tls 1.3",
            columns: { argument throws(FilterError) in
                let versions = try tlsVersions(argument)
                let isAny = ColumnTest.connection([.client, .server]) { connection in
                    connection.tls.map { versions?.contains($0.version) ?? true } ?? false
                }
                return argument.text.lowercased() == "none" ? .not(isAny) : isAny
            }
        ) { argument throws(FilterError) in
            let versions = try tlsVersions(argument)
            let isWanted = argument.text.lowercased() != "none"
            return { flow, _ in
                flow.tlsVersions.contains { $0.map { versions?.contains($0) ?? true } ?? false } == isWanted
            }
        },
        FilterTerm(
            "~conn",
            .init("number", isNumber: true),
            need: .requestHead,
            help: "the number of the client's or the server's connection; in a rule the client's",
            example: "~conn 12",
            columns: { argument throws(FilterError) in
                let ids = try connectionIDs(argument)
                return .connection([.client, .server]) { ids.contains($0.id) }
            }
        ) { argument throws(FilterError) in
            let ids = try connectionIDs(argument)
            return { flow, _ in
                flow.client.map { ids.contains($0.id) } ?? false || flow.server.map { ids.contains($0.id) } ?? false
            }
        },
        .pattern(
            "~listener",
            need: .requestHead,
            help: "the listener a client came through, as MODE@HOST:PORT",
            example: "~listener socks5",
            columns: { pattern in .connection([.client]) { $0.listener.map { pattern.matches($0) } ?? false } }
        ) { pattern, flow, _ in
            flow.client?.listener.map { pattern.matches($0) } ?? false
        },
        .pattern(
            "~process",
            need: .end,
            help: "the name or the path of the client's program, where it runs on this machine",
            example: "~process ^curl$",
            columns: { pattern in .connection([.client]) { hasProcess($0, pattern) } }
        ) { pattern, flow, _ in
            flow.client.map { hasProcess($0, pattern) } ?? false
        },
    ]

    @Sendable private static func hasProcess(_ client: Connection, _ pattern: Pattern) -> Bool {
        client.process?.owner.map { pattern.matches($0.name) || pattern.matches($0.path) } ?? false
    }

    /// The names of the version asked for; `nil`: any, or none.
    private static func tlsVersions(_ argument: FilterArgument) throws(FilterError) -> Set<String>? {
        switch argument.text.lowercased() {
        case "any", "none": nil
        case "1.0": ["TLSv1.0", "TLSv1"]
        case "1.1", "1.2", "1.3": ["TLSv\(argument.text)"]
        default:
            throw argument.error(
                "unknown TLS version \(argument.text)",
                expected: "1.3, 1.2, 1.1, 1.0, any or none"
            )
        }
    }

    private static func connectionIDs(_ argument: FilterArgument) throws(FilterError) -> NumberSet {
        try NumberSet(argument, expected: "a connection's number such as 12") { text in
            Int(text).flatMap { $0 >= 0 ? $0...$0 : nil }
        }
    }
}

extension Flow {
    fileprivate var tlsVersions: [String?] { [client?.tls?.version, server?.tls?.version] }
}

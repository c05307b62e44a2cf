extension FilterTerms {
    /// Where a request goes and how it asks.
    static let places: [FilterTerm] = [
        url,
        .pattern(
            "~d",
            need: .requestHead,
            help: "the host, or the name in the Host field",
            example: "~d example.com",
            columns: { .text(.host, $0) }
        ) { pattern, flow, _ in
            if pattern.matches(flow.request.origin.host) { return true }
            guard let name = flow.request.hostFieldName else { return false }
            return pattern.matches(name)
        },
        .pattern(
            "~m",
            need: .requestHead,
            help: "the method",
            example: "~m POST",
            columns: { .text(.method, $0) }
        ) { pattern, flow, _ in
            pattern.matches(flow.request.method)
        },
        .pattern(
            "~src",
            need: .requestHead,
            help: "the client's address and port",
            example: "~src 127.0.0.1",
            columns: { pattern in .connection([.client]) { pattern.matches($0.remoteAddress) } }
        ) { pattern, flow, _ in
            flow.client.map { pattern.matches($0.remoteAddress) } ?? false
        },
        .pattern(
            "~dst",
            need: .requestHead,
            help: "the server's name and port, or its address and port",
            example: "~dst :8443$"
        ) { pattern, flow, _ in
            pattern.matches(flow.request.origin.hostAndPort)
                || flow.server.map { pattern.matches($0.remoteAddress) } ?? false
        },
        .pattern(
            "~ip",
            need: .requestHead,
            help: "the client's or the server's IP address; in a rule the client's",
            example: "~ip ^10\\.",
            columns: { pattern in .connection([.client, .server]) { pattern.matches($0.remoteAddress.withoutPort) } }
        ) { pattern, flow, _ in
            [flow.client, flow.server].contains { connection in
                connection.map { pattern.matches($0.remoteAddress.withoutPort) } ?? false
            }
        },
        FilterTerm(
            "~port",
            .init("number", isNumber: true),
            need: .requestHead,
            help: "the server's port",
            example: "~port 8000-8999",
            columns: { argument throws(FilterError) in .number(.port, try ports(argument)) }
        ) { argument throws(FilterError) in
            let ports = try ports(argument)
            return { flow, _ in ports.contains(flow.request.origin.port) }
        },
        FilterTerm(
            "~endpoint",
            .init("endpoint"),
            need: .requestHead,
            help: "an endpoint: method and path, both of which may be missing, and the host; ids stand as {id}",
            example: "~endpoint \"GET api.example.com/users/{id}\"",
            columns: { argument throws(FilterError) in .endpoint(try endpoint(argument)) }
        ) { argument throws(FilterError) in
            let pattern = try endpoint(argument)
            return { flow, _ in pattern.matches(flow.request) }
        },
    ]

    /// Also what a text without an operator means.
    static let url = FilterTerm.pattern(
        "~u",
        need: .requestHead,
        help: "the URL",
        example: "~u /v1/users",
        columns: { .url($0) }
    ) { pattern, flow, _ in
        flow.request.withURLBytes { pattern.matches($0) }
    }

    @Sendable private static func endpoint(_ argument: FilterArgument) throws(FilterError) -> EndpointPattern {
        if let pattern = EndpointPattern(argument.text) { return pattern }
        throw argument.error(
            "no host in \(argument.text)",
            expected: "an endpoint such as \"GET api.example.com/users/{id}\""
        )
    }

    @Sendable private static func ports(_ argument: FilterArgument) throws(FilterError) -> NumberSet {
        try NumberSet(argument, expected: "a port such as 8080, 8000-8999 or >1024") { text in
            Int(text).flatMap { (0...65_535).contains($0) ? $0...$0 : nil }
        }
    }
}

extension Request {
    /// The host of the Host field (`:authority` in HTTP/2), without its port; `nil` when there is none.
    var hostFieldName: ArraySlice<UInt8>? {
        guard let field = headers.first(where: { $0.isNamed("Host") || $0.isNamed(":authority") }) else { return nil }
        let value = field.valueBytes
        guard let colon = value.lastIndex(of: UInt8(ascii: ":")) else { return value }
        // An address in brackets has colons of its own.
        return value[colon...].contains(UInt8(ascii: "]")) ? value : value[..<colon]
    }

    /// `url` as bytes, put together on the stack.
    fileprivate func withURLBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        // Other forms are rare, and text that is not UTF-8 has to be made readable first.
        guard target.bytes.first == UInt8(ascii: "/"), target.bytes.allSatisfy({ $0 < 0x80 }), method != "CONNECT"
        else {
            return Array(url.utf8).withUnsafeBufferPointer(body)
        }
        let parts = (origin.scheme.rawValue, origin.authority)
        let count = parts.0.utf8.count + 3 + parts.1.utf8.count + target.bytes.count
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { memory in
            var end = memory.initialize(fromContentsOf: parts.0.utf8)
            end = memory[end...].initialize(fromContentsOf: "://".utf8)
            end = memory[end...].initialize(fromContentsOf: parts.1.utf8)
            _ = memory[end...].initialize(fromContentsOf: target.bytes)
            return body(UnsafeBufferPointer(memory))
        }
    }
}

extension String {
    /// A host, or an address as `Connection` writes it, without its port and without brackets.
    package var withoutPort: Substring {
        if hasPrefix("[") { return dropFirst().prefix { $0 != "]" } }
        guard let colon = lastIndex(of: ":"), firstIndex(of: ":") == colon else { return self[...] }
        return self[..<colon]
    }
}

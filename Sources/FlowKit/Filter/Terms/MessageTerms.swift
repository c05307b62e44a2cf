extension FilterTerms {
    /// What the heads of messages say.
    static let messages: [FilterTerm] = [
        headerLines("~h", [.request, .response], need: .requestHead, help: "header lines; in a rule the request's"),
        headerLines("~hq", [.request], need: .requestHead, help: "header lines of the request"),
        headerLines("~hs", [.response], need: .response, help: "header lines of the response"),
        FilterTerm(
            "~header",
            .init("name[:regex]"),
            need: .requestHead,
            help: "a header field of exactly this name, and its value; in a rule the request's",
            example: "~header cache-control:no-store",
            predicate: headerField
        ),
        contentType(
            "~t",
            [.request, .response],
            need: .requestHead,
            help: "the content type; in a rule the request's"
        ),
        contentType("~tq", [.request], need: .requestHead, help: "the content type of the request"),
        contentType("~ts", [.response], need: .response, help: "the content type of the response"),
        .flag(
            "~a",
            need: .response,
            help: "the response is an asset: JavaScript, CSS, an image or a font",
            columns: .any(assets.map { .text(.responseType, $0) })
        ) { flow in
            guard let type = flow.response?.headers.first(where: { $0.isNamed("Content-Type") }) else { return false }
            return assets.contains { $0.matches(type.valueBytes) }
        },
        FilterTerm(
            "~proto",
            .init("protocol", values: HTTPVersion.allCases.flatMap(\.filterNames)),
            need: .requestHead,
            help: "the version the request was sent in",
            example: "~proto h2",
            columns: { argument throws(FilterError) in try version(argument).columns }
        ) { argument throws(FilterError) in
            let version = try version(argument)
            return { flow, _ in flow.kind == .http && flow.request.version == version }
        },
    ]

    private static func headerLines(
        _ name: String,
        _ sides: [MessageSide],
        need: FilterNeed,
        help: String
    ) -> FilterTerm {
        .pattern(name, need: need, options: .multiline, help: help, example: "\(name) ^content-type:.*json") {
            pattern,
            flow,
            _ in
            sides.contains { $0.headers(of: flow).map { pattern.matches($0.bytes) } ?? false }
        }
    }

    private static func contentType(
        _ name: String,
        _ sides: [MessageSide],
        need: FilterNeed,
        help: String
    ) -> FilterTerm {
        .pattern(
            name,
            need: need,
            help: help,
            example: "\(name) json",
            columns: { pattern in .any(sides.map { .text($0 == .request ? .requestType : .responseType, pattern) }) }
        ) { pattern, flow, _ in
            sides.contains { side in
                guard let headers = side.headers(of: flow) else { return false }
                return headers.contains { $0.isNamed("Content-Type") && pattern.matches($0.valueBytes) }
            }
        }
    }

    @Sendable private static func headerField(_ argument: FilterArgument) throws(FilterError) -> FilterPredicate {
        let bytes = Array(argument.text.utf8)
        // The colon of a pseudo-field begins its name.
        let colon = bytes.dropFirst().firstIndex(of: UInt8(ascii: ":"))
        let name = String(decoding: bytes[..<(colon ?? bytes.count)].trimmingWhitespace(), as: UTF8.self)
        guard !name.isEmpty, name != ":" else {
            throw argument.error("no field name", expected: "a name such as content-type")
        }
        guard let colon else { return { flow, _ in flow.hasHeader { $0.isNamed(name) } } }
        let value = bytes[(colon + 1)...].trimmingWhitespace()
        guard !value.isEmpty else {
            throw argument.part(bytes.count..<bytes.count)
                .error("nothing after the colon", expected: "a regex right after it, or none of both")
        }
        let pattern = try argument.part(value.startIndex..<value.endIndex).pattern([])
        return { flow, _ in flow.hasHeader { $0.isNamed(name) && pattern.matches($0.valueBytes) } }
    }

    @Sendable private static func version(_ argument: FilterArgument) throws(FilterError) -> HTTPVersion {
        let name = argument.text.lowercased()
        guard let version = HTTPVersion.allCases.first(where: { $0.filterNames.contains(name) }) else {
            let names = HTTPVersion.allCases.flatMap(\.filterNames).joined(separator: ", ")
            throw argument.error("unknown protocol \(argument.text)", expected: names)
        }
        return version
    }

    /// As mitmproxy has them.
    private static let assets = [
        "text/javascript", "application/x-javascript", "application/javascript", "text/css", "image/", "font/",
        "application/font",
    ].compactMap { try? Pattern($0) }  // literals, which always parse
}

extension Flow {
    fileprivate func hasHeader(_ test: (Headers.Field) -> Bool) -> Bool {
        request.headers.contains(where: test) || response?.headers.contains(where: test) ?? false
    }
}

extension HTTPVersion {
    /// Exchanges in this version; flags say which they are.
    fileprivate var columns: ColumnTest {
        switch self {
        case .http10: .flags(all: .http10, none: .tunnel)
        case .http11: .flags(none: [.tunnel, .http10, .http2])
        case .http2: .flags(all: .http2, none: .tunnel)
        }
    }

    /// How `~proto` calls it.
    fileprivate var filterNames: [String] {
        switch self {
        case .http10: ["http/1.0"]
        case .http11: ["http/1.1", "h1"]
        case .http2: ["http/2", "h2"]
        }
    }
}

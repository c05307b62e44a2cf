import TestSupport

@testable import FlowKit

/// Filters and flows made up from a few words, so that one often has to do with the other.
struct RandomTraffic {
    var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: values.indices, using: &random)] }
    mutating func chance(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }

    // MARK: - Filters

    mutating func filter(depth: Int = 3) -> String {
        switch depth > 0 ? Int.random(in: 0..<9, using: &random) : 8 {
        case 0, 1: "(\(filter(depth: depth - 1)) & \(filter(depth: depth - 1)))"
        case 2, 3: "(\(filter(depth: depth - 1)) | \(filter(depth: depth - 1)))"
        case 4: "!(\(filter(depth: depth - 1)))"
        case 5: "(\(filter(depth: depth - 1)) \(filter(depth: depth - 1)))"
        default: term()
        }
    }

    private mutating func term() -> String {
        let term = pick(FilterTerms.builtIn)
        guard let argument = term.argument else { return term.name }
        if let fixed = Self.arguments[term.name] { return "\(term.name) \(pick(fixed))" }
        if term.patternOptions != nil {
            let name = term.name == "~u" && chance(2) ? "" : term.name
            return "\(name) \(FilterText.quote(chance(2) ? pick(Self.texts) : pattern()))"
        }
        return argument.values.isEmpty ? term.example : "\(term.name) \(pick(argument.values))"
    }

    /// A regular expression out of the same words.
    private mutating func pattern() -> String {
        pick(["^", "", "", ""]) + pick(Self.texts) + pick(["", ".*", "|", "[a-z]?", "\\d+", "(?:x|/)"])
            + pick(Self.texts)
            + pick(["", "", "$", "(?!b)"])
    }

    private static let texts = [
        "a", "/v1", "test", "e.test", "test/", "://", "s://a", "b.test/v1/u", "users", "json", "GET", "t", "", "127",
        "é", "1",
        "x", ":44", "text/html", "deep", "default",
    ]

    private static let arguments = [
        "~c": ["200", "2xx", ">=400", "404,5xx", "<300", "1", "200-299"],
        "~size": [">10", "<5", "0", "3-20"], "~dur": [">20ms", "<1s", "30ms"],
        "~port": ["443", "8000-9000", "<100", "0"],
        "~conn": ["1", "2-3", ">1"], "~time": ["-1s", "00:00", "00:00:01-00:00:02", "-1d", "23:59-00:00:01"],
        "~endpoint": [
            "a.test", #""GET a.test/v1/users/{id}""#, "b.test:8443/v1/users/{slug}", #""CONNECT a.test""#, "a.test/",
            #""POST www.a.test/v1/users""#, #""GET é.test/test/é""#, #""GET b.test *""#, "[::1]/\u{E9}",
        ],
        "~header": ["x-a", "content-type:json", "host:test"], "~grpc": [">0", "5"],
    ]

    // MARK: - Flows

    mutating func flow(_ id: FlowID) -> Flow {
        let isAnswered = !chance(3)
        var flow = Flow.sample(
            id: id.rawValue,
            method: pick(["GET", "POST", "get", "CONNECT"]),
            scheme: pick([.http, .https]),
            host: pick(["a.test", "b.test", "www.a.test", "::1", "é.test"]),
            port: pick([nil, nil, 80, 443, 8443]),
            path: path(),
            requestHeaders: requestHeaders(),
            requestBody: pick([nil, nil, "", "a users x", "{}"]),
            status: isAnswered ? pick([200, 204, 301, 404, 500, 101, 1, 99_999]) : nil,
            responseHeaders: types(),
            responseBody: pick([nil, "", "json", "deep text/html", "1234567890 test"]),
            started: Timestamp(nanoseconds: Int64.random(in: 0..<4_000_000_000, using: &random)),
            milliseconds: isAnswered ? pick([nil, 0, 30, 50, 2_000]) : nil,
            source: pick([.client, .client, .replay(of: nil), .file])
        )
        decorate(&flow)
        return flow
    }

    private mutating func path() -> String {
        pick([
            "/", "/v1/users", "/v1/users/\(Int.random(in: 0..<30, using: &random))", "/test/é", "/x?u=http://a.test/v1",
        ])
            + pick(["", "", "?json=1"])
    }

    private mutating func requestHeaders() -> Headers {
        var headers = Headers()
        if chance(2) { headers.append("Host", pick(["a.test", "b.test:8443", "other.test", "[::1]:80"])) }
        if chance(3) { headers.append("X-A", "b c") }
        if chance(3) { headers.append("Upgrade", "websocket") }
        if chance(3) { headers.append("Content-Type", pick(["application/json", "text/html; charset=utf-8"])) }
        return headers
    }

    private mutating func types() -> Headers {
        var headers = Headers()
        for _ in 0..<pick([0, 1, 1, 1, 2]) {
            headers.append(
                "Content-Type",
                pick(["application/json", "TEXT/HTML;a=users", "image/png", "text/é", "font/x"])
            )
        }
        return headers
    }

    private mutating func decorate(_ flow: inout Flow) {
        if chance(5) {
            flow.request.target = WireText(
                bytes: pick([Array("*".utf8), [0x2F, 0xE9], Array("http://a.test/v1".utf8)])
            )
        }
        if chance(4) { flow.kind = .tunnel }
        if flow.kind == .tunnel, chance(2) { flow.tunnel = TunnelCounts(bytesFromClient: 4, protocolName: "websocket") }
        if chance(4) { flow.error = FlowError(.clientClosed, "gone") }
        if chance(6) { flow.blockedBy = RuleHit(id: RuleID(1), name: pick(["json", "test"])) }
        if chance(6) { flow.request.version = pick([.http10, .http2]) }
        if chance(8) { flow.isEdited = true }
        if chance(2) { flow.client = pick(Self.connections) }
        if chance(2) { flow.server = pick(Self.connections) }
    }

    private static let connections = [("127.0.0.1:5000", nil), ("10.1.0.1:443", "TLSv1.3"), ("[::1]:8443", "TLSv1.2")]
        .enumerated().map { index, facts in
            Connection(
                id: index + 1,
                remoteAddress: facts.0,
                localAddress: "127.0.0.1:1",
                opened: Timestamp(nanoseconds: 0),
                tls: facts.1.map { TLSInfo(version: $0) },
                listener: index == 0 ? "socks5@127.0.0.1:1080" : nil,
                process: index == 2
                    ? nil : ClientProcess(.found(.init(id: index, name: "test\(index)", path: "/x/users")))
            )
        }
}

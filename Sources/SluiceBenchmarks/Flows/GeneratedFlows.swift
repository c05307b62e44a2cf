import FlowKit

/// A day's traffic of an API's client: some hosts much busier than others, URLs with ids, JSON bodies of which some are
/// compressed, answers that repeat, a few errors. The flow of a number is the same in every run.
struct GeneratedFlows {
    private static let services = ["api", "auth", "cdn", "images", "telemetry", "search", "billing", "events"]
    private static let domains = ["example.com", "shop.test", "vendor.example", "internal.test", "partner.example.net"]
    private static let resources = [
        "users", "orders", "carts", "products", "sessions", "invoices", "devices", "messages", "reviews", "teams",
    ]
    private static let statuses = [200, 200, 200, 200, 200, 200, 201, 204, 304, 401, 404, 500, 503]
    private static let agents = ["ShopApp/7.14.2 (iPhone; iOS 26.1) CFNetwork/3826.500 Darwin/26.1", "curl/8.17.0"]

    private let connections: [Connection]
    private let bodies = GeneratedBodies()
    private let hasLargeBodies: Bool
    private let capturesBodies: Bool

    /// - Parameters:
    ///   - hasLargeBodies: one response in 200 is up to 2 MiB large, in pieces as a proxy captures it.
    ///   - capturesBodies: false where only their sizes matter: they are then as bodies past a limit, and the flows made
    ///     many times as fast.
    init(hasLargeBodies: Bool = false, capturesBodies: Bool = true) {
        self.hasLargeBodies = hasLargeBodies
        self.capturesBodies = capturesBodies
        connections = (0..<64).map { number in
            Connection(
                id: number,
                remoteAddress: "127.0.0.1:\(50_000 + number)",
                localAddress: "127.0.0.1:8080",
                opened: Timestamp(nanoseconds: 0),
                process: ClientProcess(.found(.init(id: 4_000 + number % 12, name: "app\(number % 12)")))
            )
        }
    }

    /// The request of the flow with this id, as the recorder reports it first.
    func started(_ id: FlowID, at now: Timestamp) -> Flow {
        var random = FlowRandom(seed: UInt64(id.rawValue))
        let host = Self.host(random.skewed(300))
        let method = random.element(["GET", "GET", "GET", "GET", "GET", "POST", "POST", "PUT", "PATCH", "DELETE"])
        let path = Self.path(&random)
        var headers: Headers = [
            ("Host", host), ("User-Agent", Self.agents[id.rawValue % 9 == 0 ? 1 : 0]),
            ("Accept", "application/json"), ("Accept-Encoding", "gzip, deflate, br"), ("Accept-Language", "en-GB"),
            ("Authorization", "Bearer eyJhbGciOiJFUzI1NiJ9.\(String(random.next(), radix: 36))"),
            ("X-Request-Id", Self.uuid(&random)),
        ]
        var body: Body?
        if method.hasPrefix("P") {
            let byteCount = 60 + random.skewed(1_500)
            let sent = capturesBodies ? Body(bodies.json(&random, byteCount: byteCount)) : Self.uncaptured(byteCount)
            headers.append("Content-Type", "application/json")
            headers.append("Content-Length", "\(sent.byteCount)")
            body = sent
        }
        let request = Request(
            method: method,
            target: WireText(path),
            origin: Origin(scheme: .https, host: host),
            headers: headers,
            body: body,
            wireByteCount: headers.bytes.count + path.utf8.count + (body?.byteCount ?? 0) + 20
        )
        var flow = Flow(id: id, request: request, started: now)
        flow.requestForm = ForwardedRequestForm(target: request.target.bytes, received: request.target.bytes)
        flow.timing.requestHead = now + .microseconds(40)
        flow.timing.requestDone = now + .microseconds(90)
        flow.client = connections[random.number(32)]
        return flow
    }

    /// The same flow with its response.
    func finished(_ flow: Flow) -> Flow {
        var random = FlowRandom(seed: UInt64(flow.id.rawValue) | 1 << 40)
        var flow = flow
        let status = random.element(Self.statuses)
        let sent = status == 204 || status == 304 ? nil : response(of: flow.id, &random)
        var headers: Headers = [("Date", "Mon, 23 Nov 2026 10:42:07 GMT"), ("Server", "envoy")]
        if let sent {
            headers.append("Content-Type", sent.type)
            if let coding = sent.coding { headers.append("Content-Encoding", coding) }
            headers.append("Content-Length", "\(sent.body.byteCount)")
        }
        headers.append("Cache-Control", "no-store, max-age=0")
        headers.append("X-Trace-Id", String(random.next(), radix: 16))
        headers.append("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        flow.response = Response(
            status: status,
            reason: status < 300 ? "OK" : "Error",
            headers: headers,
            body: sent?.body,
            wireByteCount: headers.bytes.count + (sent?.body.byteCount ?? 0) + 17
        )
        flow.responseForm = ForwardedResponseForm()
        flow.server = connections[32 + random.number(32)]
        flow.isServerConnectionReused = true
        let latency = 2_000 + random.skewed(400_000)
        flow.timing.firstByte = flow.timing.started + .microseconds(latency)
        flow.timing.finished = flow.timing.started + .microseconds(latency + random.number(3_000))
        return flow
    }

    private func response(of id: FlowID, _ random: inout FlowRandom) -> (body: Body, type: String, coding: String?) {
        guard capturesBodies else {
            let type = random.element(["application/json", "application/json", "image/webp", "text/javascript"])
            return (Self.uncaptured(150 + random.skewed(8_000)), type, nil)
        }
        let isLarge = hasLargeBodies && id.rawValue % 200 == 0
        let sent = isLarge ? bodies.download(&random) : bodies.response(&random)
        return (Body(chunks: sent.chunks), sent.type, sent.coding)
    }

    private static func uncaptured(_ byteCount: Int) -> Body { Body(byteCount: byteCount, isTruncated: true) }

    /// Bytes of heads and bodies, without those bodies that come again and again: what no way of storing flows can do
    /// without.
    func rawByteCount(of flow: Flow) -> Int {
        let request = flow.request
        let head = request.method.utf8.count + request.target.bytes.count + 12 + request.headers.bytes.count
        let response = flow.response
        return head + (request.body?.capturedByteCount ?? 0) + (response.map { 15 + $0.headers.bytes.count } ?? 0)
            + (response?.body.map { bodies.isCommon($0) ? 0 : $0.capturedByteCount } ?? 0)
    }

    private static func host(_ rank: Int) -> String {
        let service = services[rank % services.count]
        let domain = domains[rank / services.count % domains.count]
        return rank < services.count * domains.count ? "\(service).\(domain)" : "t\(rank).\(service).\(domain)"
    }

    private static func path(_ random: inout FlowRandom) -> String {
        let resource = random.element(resources)
        switch random.number(8) {
        case 0: return "/v1/\(resource)?page=\(random.skewed(200))&limit=50"
        case 1: return "/v2/\(resource)/\(uuid(&random))"
        case 2: return "/v1/search?q=\(random.element(resources))+\(random.skewed(5_000))&sort=price"
        case 3: return "/static/js/\(resource).\(String(random.skewed(300), radix: 16)).js"
        case 4: return "/v1/track/\(String(random.next(), radix: 36))"
        default: return "/v1/\(resource)/\(random.skewed(200_000))/\(random.element(resources))"
        }
    }

    private static func uuid(_ random: inout FlowRandom) -> String {
        let digits = Array(String(random.next() | 1 << 63, radix: 16) + String(random.next() | 1 << 63, radix: 16))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }
}

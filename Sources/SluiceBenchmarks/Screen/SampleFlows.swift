import FlowKit

/// Flows such as a person's traffic makes: a few busy hosts, many paths, a spread of methods, statuses and sizes.
struct SampleFlows {
    private static let hosts = [
        "api.example.com", "api.example.com", "api.example.com", "cdn.example.com", "cdn.example.com",
        "auth.example.com", "stage.example.com", "telemetry.vendor.test", "images.example.net", "localhost",
    ]
    private static let methods = ["GET", "GET", "GET", "GET", "POST", "POST", "PUT", "DELETE"]
    private static let statuses = [200, 200, 200, 200, 200, 201, 204, 304, 404, 500]
    private static let types = ["application/json", "application/json", "text/html", "image/png", "text/css"]
    private static let client = Connection(
        id: 1,
        remoteAddress: "127.0.0.1:50000",
        localAddress: "127.0.0.1:8080",
        opened: Timestamp(nanoseconds: 0)
    )

    /// The request of the flow with this id, as the recorder reports it first.
    static func started(_ id: FlowID, at now: Timestamp) -> Flow {
        let number = id.rawValue
        let host = hosts[mixed(number, 1) % hosts.count]
        let headers: Headers = [
            ("Host", host), ("User-Agent", "sample/1.0"), ("Accept", "application/json"), ("X-Request-Id", "\(number)"),
        ]
        let request = Request(
            method: methods[mixed(number, 2) % methods.count],
            target: WireText(stringLiteral: "/v1/users/\(mixed(number, 3) % 5_000)/orders?page=\(number % 20)"),
            origin: Origin(scheme: number % 4 == 0 ? .http : .https, host: host),
            headers: headers,
            wireByteCount: headers.bytes.count + 60
        )
        var flow = Flow(id: id, request: request, started: now)
        flow.timing.requestHead = now
        flow.timing.requestDone = now
        flow.client = client
        return flow
    }

    /// The same flow with its response, of 1 KiB.
    static func finished(_ flow: Flow, at now: Timestamp) -> Flow {
        let number = flow.id.rawValue
        var flow = flow
        flow.response = Response(
            status: statuses[mixed(number, 4) % statuses.count],
            reason: "OK",
            headers: [
                ("Date", "Mon, 23 Nov 2026 10:42:07 GMT"), ("Content-Type", types[mixed(number, 5) % types.count]),
                ("Content-Length", "1024"), ("Server", "sample"),
            ],
            body: Body([UInt8](repeating: UInt8(ascii: "x"), count: 1024)),
            wireByteCount: 1180
        )
        flow.timing.firstByte = now
        flow.timing.finished = now
        return flow
    }

    /// Looks random and is the same in every run.
    private static func mixed(_ number: Int, _ salt: Int) -> Int {
        var value = UInt64(truncatingIfNeeded: number &* 31 &+ salt) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
        return Int(value >> 33)
    }
}

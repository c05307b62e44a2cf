import FlowKit

extension Flow {
    /// A flow for a list: finished unless `status` is `nil`.
    static func sample(
        _ id: Int,
        method: String = "GET",
        url: String = "http://example.com/",
        status: Int? = 200,
        type: String = "application/json",
        byteCount: Int = 412,
        milliseconds: Int = 38,
        error: FlowError? = nil
    ) -> Flow {
        let start = Timestamp(nanoseconds: 1_767_264_127_000_000_000) + .seconds(id)
        let https = url.hasPrefix("https://")
        let rest = url.split(separator: "://", maxSplits: 1).last ?? ""
        let host = String(rest.prefix { $0 != "/" })
        let path = String(rest.dropFirst(host.count))
        let parts = host.split(separator: ":")
        let origin = Origin(
            scheme: https ? .https : .http,
            host: String(parts.first ?? "h"),
            port: parts.count > 1 ? Int(parts[1]) : nil
        )
        let request = Request(method: method, target: WireText(path.isEmpty ? "/" : path), origin: origin)
        var flow = Flow(id: FlowID(id), request: request, started: start)
        flow.error = error
        if let status {
            flow.response = Response(
                status: status,
                headers: Headers([("Content-Type", type)]),
                body: Body(chunks: [], byteCount: byteCount)
            )
        }
        if status != nil || error != nil { flow.timing.finished = start + .milliseconds(milliseconds) }
        return flow
    }
}

extension Sequence<Flow> {
    /// What a store that has them says they take.
    var storedByteCount: Int {
        let store = FlowStore()
        for flow in self { store.record(flow) }
        return store.snapshot().totals.byteCount
    }
}

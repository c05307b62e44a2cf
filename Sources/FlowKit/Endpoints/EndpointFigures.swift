/// What the flows of one endpoint come to. They are added and taken out again, so the figures are those of flows that are.
package struct EndpointFigures: Hashable, Sendable {
    package private(set) var count = 0
    /// Those that failed: a status of 400 or above, an error, a gRPC call that did.
    package private(set) var errorCount = 0
    /// What the list's size column counts.
    package private(set) var byteCount = 0
    /// From the first byte of the request to the end of the response, of what has ended; tunnels and WebSockets, which
    /// last as long as somebody wishes, are left out.
    package private(set) var latency = LatencyHistogram()
    package private(set) var rate = RateHistory()

    package init() {}

    /// What one flow adds.
    struct Part {
        var isError: Bool
        var byteCount: Int
        var latency: Int64?
        var started: Int64
    }

    mutating func add(_ part: Part) {
        count += 1
        if part.isError { errorCount += 1 }
        byteCount &+= part.byteCount
        if let latency = part.latency { self.latency.add(latency) }
        rate.add(part.started)
    }

    mutating func remove(_ part: Part) {
        count -= 1
        if part.isError { errorCount -= 1 }
        byteCount &-= part.byteCount
        if let latency = part.latency { self.latency.remove(latency) }
        rate.remove(part.started)
    }

    mutating func add(_ other: EndpointFigures) {
        count += other.count
        errorCount += other.errorCount
        byteCount &+= other.byteCount
        latency.add(other.latency)
        rate.add(other.rate)
    }
}

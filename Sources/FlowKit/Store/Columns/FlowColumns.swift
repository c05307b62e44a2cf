/// What is known of 256 neighbouring flows, a column each: `capacity` elements, one for every slot of the chunk.
///
/// A slot without a flow has `flags` without `live`; the rest of it then means nothing. Take a column out of the loop
/// (`let status = chunk.columns.status`): it is an array that shares the chunk's memory.
package struct FlowColumns: Sendable {
    /// The store's version when the slot last changed; 0: it never did.
    package internal(set) var versions: [Int]
    package private(set) var flags: [FlowFlags]
    /// Those that a flow here has or had.
    private(set) var occurringFlags: FlowFlags = []
    /// Of the response; 0: there is none, `UInt16.max`: one that does not fit.
    package internal(set) var status: [UInt16]
    /// Of the request's origin; `UInt16.max` also stands for ports beyond.
    package internal(set) var port: [UInt16]
    /// In `FlowSegment.methods`.
    package internal(set) var method: [Symbol]
    /// In `FlowSegment.hosts`: the host of the request's origin.
    package internal(set) var host: [Symbol]
    /// In `FlowSegment.origins`: scheme, host and port, as `Origin.description`.
    package internal(set) var origin: [Symbol]
    /// In `FlowSegment.paths`: `Request.path`, which is what the URL has after the origin (except where it is `*`, or for
    /// a CONNECT).
    package internal(set) var path: [Symbol]
    /// In `FlowSegment.types`: the value of the request's Content-Type as it was sent; `none`: it has no such field.
    package internal(set) var requestType: [Symbol]
    /// The same of the response.
    package internal(set) var responseType: [Symbol]
    /// In `FlowSegment.connections`.
    package internal(set) var client: [Symbol]
    package internal(set) var server: [Symbol]
    /// Nanoseconds since 1970.
    package internal(set) var started: [Int64]
    /// Nanoseconds from start to end; `unknown` while the flow is open.
    package internal(set) var duration: [Int64]
    /// `Flow.contentByteCount`, or `unknown`.
    package internal(set) var contentByteCount: [Int64]
    /// The records themselves.
    var entries: [FlowEntry?]

    /// What stands where a number is not known (yet).
    package static let unknown = Int64.min

    init() {
        let count = FlowChunk.capacity
        versions = Array(repeating: 0, count: count)
        flags = Array(repeating: [], count: count)
        status = Array(repeating: 0, count: count)
        port = Array(repeating: 0, count: count)
        method = Array(repeating: .none, count: count)
        host = method
        origin = method
        path = method
        requestType = method
        responseType = method
        client = method
        server = method
        started = Array(repeating: 0, count: count)
        duration = Array(repeating: Self.unknown, count: count)
        contentByteCount = duration
        entries = Array(repeating: nil, count: count)
    }

    private init(nothing: Void) {
        (versions, flags, status, port) = ([], [], [], [])
        (method, host, origin, path, requestType, responseType, client, server) = ([], [], [], [], [], [], [], [])
        (started, duration, contentByteCount, entries) = ([], [], [], [])
    }

    /// Columns of no elements at all.
    static let none = FlowColumns(nothing: ())

    mutating func setFlags(_ new: FlowFlags, slot: Int) {
        flags[slot] = new
        occurringFlags.formUnion(new)
    }

    /// Sets all but the flags.
    mutating func set(_ facts: FlowFacts, _ symbols: FlowSymbols, slot: Int) {
        status[slot] = facts.status
        port[slot] = facts.port
        method[slot] = symbols.method
        host[slot] = symbols.host
        origin[slot] = symbols.origin
        path[slot] = symbols.path
        requestType[slot] = symbols.requestType
        responseType[slot] = symbols.responseType
        client[slot] = symbols.client
        server[slot] = symbols.server
        started[slot] = facts.started
        duration[slot] = facts.duration
        contentByteCount[slot] = facts.contentByteCount
    }
}

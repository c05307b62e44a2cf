/// When each stage of a flow was reached; `nil` where it was not (yet), or where a reused connection skipped it.
package struct Timing: Hashable, Sendable {
    /// The first byte of the request (or, for a tunnel, of its CONNECT) arrived.
    package var started: Timestamp
    /// The request's head was complete.
    package var requestHead: Timestamp?
    /// Name resolution ended.
    package var resolved: Timestamp?
    /// We began to connect upstream.
    package var connectStarted: Timestamp?
    package var connected: Timestamp?
    package var upstreamTLSDone: Timestamp?
    /// The last byte of the request arrived and was passed on.
    package var requestDone: Timestamp?
    /// The first byte of the final response arrived.
    package var firstByte: Timestamp?
    /// The last byte of the response, or the failure.
    package var finished: Timestamp?

    package init(started: Timestamp) {
        self.started = started
    }

    /// From the first byte of the request to the end; `nil` while the flow is open.
    package var duration: Duration? { finished.map { $0 - started } }
}

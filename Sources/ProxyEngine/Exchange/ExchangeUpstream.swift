import FlowKit

/// The side of an exchange that answers: one request's place on a connection to a server. Called on the event loop.
///
/// What comes of it is told to the exchange: `received`, `receivedBody`, `responseEnded`, `serverClosed`.
protocol ExchangeUpstream: AnyObject {
    /// Shared with other exchanges where the version of HTTP allows that.
    var connection: UpstreamConnection { get }
    /// Whether the server reads the rest of a request that it has answered already.
    var readsOnAfterResponse: Bool { get }
    /// Whether more of the request can be taken now.
    var isWritable: Bool { get }

    /// - Parameter isComplete: neither body nor trailers follow.
    /// - Returns: how the head left.
    func begin(_ request: ForwardedRequest, isComplete: Bool) -> ForwardedRequestForm
    func send(_ part: BodyPart)
    func endRequest(trailers: Headers?)
    func flush()

    /// The client can take more of the response again.
    func resumeReading()
    /// The exchange is over before its end; nothing is told to it any more.
    func cancel(_ reason: StreamCancellation)
    /// The exchange is complete; nothing is told to it any more.
    ///
    /// - Returns: the connection, where the exchange had it to itself.
    func detach() -> UpstreamConnection?
}

/// Why a request is given up while it is on its way.
enum StreamCancellation {
    /// We want no more of it.
    case unwanted
    /// The client said so, with its own code.
    case byClient(code: HTTP2ErrorCode)
}

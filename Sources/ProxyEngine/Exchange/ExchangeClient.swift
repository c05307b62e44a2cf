import FlowKit
import NIOCore

/// The side of an exchange that asked: an HTTP/1 client's connection, a stream of an HTTP/2 client's, or a replay. Called on the event loop.
protocol ExchangeClient: AnyObject {
    /// Whether more of the response can be taken now.
    var isWritable: Bool { get }

    func sendInformational(_ head: ResponseHead)
    /// - Returns: how the head left; `nil` where it goes nowhere.
    func sendHead(_ head: ResponseHead, framing: BodyFraming) -> ForwardedResponseForm?
    func sendBody(_ part: BodyPart)
    /// Ends the response whose head was sent.
    func sendEnd(trailers: Headers?)
    func flush()

    /// The request may go on: what held it back is gone.
    func resumeRequest()
    func exchangeEnded(_ end: ExchangeEnd)
    /// Whether a single request can be given up with a code, and the connection used on.
    var takesResets: Bool { get }
    /// The client's connection is reset, without an answer.
    func resetConnection()
    /// The request is never answered.
    func holdWithoutAnswer()
    /// A 101 was sent: from here on bytes are passed in both directions as they are.
    func switchProtocols(
        _ head: ResponseHead,
        to connection: UpstreamConnection,
        rest: ByteBuffer,
        recorder: FlowRecorder
    )

    /// Connections that this client's requests share, where servers speak HTTP/2.
    var sessions: HTTP2Sessions { get }
    /// A connection of the client's own, opened for it before this request; taken away by the call.
    func takeOwnConnection(for upstream: Upstream) -> EventLoopFuture<UpstreamConnection>?
    /// Takes back a connection that must serve no other client: one that authenticated this one (NTLM).
    func keepOwnConnection(_ connection: UpstreamConnection)
    /// Whether this client's connections are all its own: none is shared with others before or after.
    var hasBoundConnections: Bool { get }
}

/// How an exchange ended for its client.
enum ExchangeEnd: Equatable {
    case complete
    /// The response is not whole, or the request cannot be read to its end: an HTTP/1 connection cannot be used on.
    case cutShort
    /// The server gave this request up, with its code.
    case reset(HTTP2ErrorCode)
}

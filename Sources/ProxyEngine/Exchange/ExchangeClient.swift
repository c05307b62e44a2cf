import FlowKit
import NIOCore

/// The side of an exchange that asked: an HTTP/1 client's connection, a stream of an HTTP/2 client's, or a replay. Called on the event loop.
protocol ExchangeClient: AnyObject {
    /// Whether more of the response can be taken now.
    var isWritable: Bool { get }

    func sendInformational(_ head: ResponseHead)
    func sendHead(_ head: ResponseHead, framing: BodyFraming)
    func sendBody(_ part: BodyPart)
    /// Ends the response whose head was sent.
    func sendEnd(trailers: Headers?)
    func flush()

    /// The request may go on: what held it back is gone.
    func resumeRequest()
    /// The response is complete, or cut short when `isComplete` is false: the connection then cannot be used on.
    func exchangeEnded(isComplete: Bool)
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

    /// A connection of the client's own, opened for it before this request; taken away by the call.
    func takeOwnConnection(for upstream: Upstream) -> EventLoopFuture<UpstreamConnection>?
    /// Takes back a connection that must serve no other client: one that authenticated this one (NTLM).
    func keepOwnConnection(_ connection: UpstreamConnection)
    /// Whether this client's connections are all its own: none is shared with others before or after.
    var hasBoundConnections: Bool { get }
}

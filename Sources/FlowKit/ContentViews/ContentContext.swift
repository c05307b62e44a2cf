/// What a content view may know of the flow that a content comes from.
package struct ContentContext: Hashable, Sendable {
    package var side: MessageSide
    /// The request's path, which for gRPC is `/package.Service/Method`; empty: not known.
    package var path: String
    /// What single messages of the body are compressed by (`grpc-encoding`), in lower case; `nil`: not said.
    package var messageCoding: String?
    /// More of the body may come.
    package var isOpen: Bool
    /// What messages of Protocol Buffers mean.
    package var schema: ProtobufSchema

    init(
        side: MessageSide = .response,
        path: String = "",
        messageCoding: String? = nil,
        isOpen: Bool = false,
        schema: ProtobufSchema = ProtobufSchema()
    ) {
        self.side = side
        self.path = path
        self.messageCoding = messageCoding
        self.isOpen = isOpen
        self.schema = schema
    }

    init(_ message: some Message) {
        self.init(side: message is Request ? .request : .response, messageCoding: Self.messageCoding(message.headers))
    }

    init(of flow: Flow, _ side: MessageSide, schema: ProtobufSchema) {
        self.init(
            side: side,
            path: flow.request.path,
            messageCoding: side.headers(of: flow).flatMap(Self.messageCoding),
            isOpen: !flow.isFinished && (side == .response || flow.timing.requestDone == nil),
            schema: schema
        )
    }

    private static func messageCoding(_ headers: Headers) -> String? {
        headers.tokens("grpc-encoding").first
    }
}

/// A place in a flow where messages come from.
///
/// To add one, such as the events of an event stream, make it in a file of its own and put it into
/// `MessageSources.builtIn`.
package struct MessageSource: Sendable {
    /// The words a message's `type` may be, for completion and filters.
    package let types: [String]
    /// Whether a flow has messages of this kind. Looked at often: must not read bodies.
    let fits: @Sendable (Flow) -> Bool
    /// The messages of a flow that fits; called again when the flow's bodies or messages grew.
    let list: @Sendable (Flow) -> MessageList
}

/// Every kind of message that flows have.
package enum MessageSources {
    static let builtIn: [MessageSource] = [.webSocket]

    /// `nil`: the flow is no sequence of messages.
    package static func source(of flow: Flow) -> MessageSource? {
        builtIn.first { $0.fits(flow) }
    }
}

extension MessageSource {
    /// The messages of a flow. Cheap for a WebSocket; may cost the size of the body for other flows.
    package func messages(of flow: Flow) -> MessageList { list(flow) }

    static let webSocket = MessageSource(
        types: ["text", "binary", "ping", "pong", "close"],
        fits: { $0.messages != nil },
        list: { MessageList($0.messages ?? MessageLog()) }
    )
}

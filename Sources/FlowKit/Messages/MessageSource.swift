/// A place in a flow where messages come from.
///
/// To add one, make it in a file of its own and put it into `MessageSources.builtIn`.
package struct MessageSource: Sendable {
    /// The words a message's `type` may be, for completion and filters.
    package let types: [String]
    /// Whether a flow has messages of this kind. Looked at often: must not read bodies.
    let fits: @Sendable (Flow) -> Bool
    /// Whether listing takes no time worth speaking of.
    let isQuick: @Sendable (Flow) -> Bool
    /// The messages of a flow that fits, given those there were when it was listed before: empty the first time.
    let list: @Sendable (Flow, MessageList) -> MessageList
}

/// Every kind of message that flows have.
package enum MessageSources {
    static let builtIn: [MessageSource] = [.webSocket, .bodies]

    /// `nil`: the flow is no sequence of messages.
    package static func source(of flow: Flow) -> MessageSource? {
        builtIn.first { $0.fits(flow) }
    }
}

extension MessageSource {
    /// False where listing is no thing to do on the UI's thread.
    package func isQuick(_ flow: Flow) -> Bool { isQuick(flow) }

    /// The messages of a flow. Cheap for a WebSocket; costs the decoding of the bodies for other flows.
    ///
    /// - Parameter earlier: those of the same flow when it was listed before; messages keep their numbers.
    package func messages(of flow: Flow, after earlier: MessageList = MessageList([])) -> MessageList {
        list(flow, earlier)
    }

    static let webSocket = MessageSource(
        types: ["text", "binary", "ping", "pong", "close"],
        fits: { $0.messages != nil },
        isQuick: { _ in true },
        list: { flow, _ in MessageList(flow.messages ?? MessageLog()) }
    )
}

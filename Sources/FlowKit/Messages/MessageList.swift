/// Messages in order as a table lists them, whatever carried them: a WebSocket, or a body that is a sequence of its own.
///
/// A value that is cheap to copy while the sequence grows; any message is found at once.
package struct MessageList: Sendable {
    /// One message.
    package struct Item: Hashable, Sendable {
        package var sender: StreamMessage.Sender
        /// What its protocol calls such a message, in one word: `text`, `ping`, `close`.
        package var type: String
        /// More about the type, such as the code of a close; empty where there is none.
        package var typeDetail: String
        /// When its last byte came; `nil`: that was not recorded.
        package var time: Timestamp?
        /// The content, decompressed.
        package var payload: Body
        /// What the payload is, as a `Content-Type` says it; `nil`: the bytes must tell.
        package var contentType: String?
        /// Bytes it took on the wire, framing included.
        package var wireByteCount: Int
        package var isCompressed: Bool
        package var fragmentCount: Int
        /// Sent by Sluice on the user's word.
        package var isInjected: Bool
        /// What a reader must know about it; lower case, no full stop. `nil`: nothing.
        package var note: String?

        package init(
            sender: StreamMessage.Sender,
            type: String,
            typeDetail: String = "",
            time: Timestamp? = nil,
            payload: Body,
            contentType: String? = nil,
            wireByteCount: Int,
            isCompressed: Bool = false,
            fragmentCount: Int = 1,
            isInjected: Bool = false,
            note: String? = nil
        ) {
            self.sender = sender
            self.type = type
            self.typeDetail = typeDetail
            self.time = time
            self.payload = payload
            self.contentType = contentType
            self.wireByteCount = wireByteCount
            self.isCompressed = isCompressed
            self.fragmentCount = fragmentCount
            self.isInjected = isInjected
            self.note = note
        }

        /// `text`, `close 1000`.
        package var typeText: String { typeDetail.isEmpty ? type : "\(type) \(typeDetail)" }
    }

    private enum Storage: Sendable {
        case log(MessageLog)
        case items([Item])
        case parts(BodyMessages)
    }

    private let storage: Storage

    /// What was said in a stream that stays open.
    package init(_ log: MessageLog) {
        storage = .log(log)
    }

    package init(_ items: [Item]) {
        storage = .items(items)
    }

    /// The parts of bodies.
    init(_ messages: BodyMessages) {
        storage = .parts(messages)
    }

    /// What bodies were read for, to go on from; `nil`: they were not.
    var parts: BodyMessages? {
        if case .parts(let messages) = storage { messages } else { nil }
    }

    /// There are more than are listed.
    package var isCut: Bool { parts?.isCut ?? false }

    /// False where it was not recorded when messages came.
    package var hasTimes: Bool { parts == nil }

    /// The numbers of the messages that are there, counted from 0 at the beginning of the sequence.
    package var numbers: Range<Int> {
        switch storage {
        case .log(let log): log.numbers
        case .items(let items): items.indices
        case .parts(let messages): messages.items.indices
        }
    }

    /// The message of that number, which must be one of `numbers`.
    package subscript(number: Int) -> Item {
        switch storage {
        case .log(let log): Item(log[number])
        case .items(let items): items[number]
        case .parts(let messages): messages.items[number]
        }
    }
}

extension MessageList.Item {
    /// A message of a WebSocket.
    package init(_ message: StreamMessage) {
        let (type, detail) = message.kind.words
        self.init(
            sender: message.sender,
            type: type,
            typeDetail: detail,
            time: message.time,
            payload: message.payload,
            wireByteCount: message.wireByteCount,
            isCompressed: message.isCompressed,
            fragmentCount: message.fragmentCount,
            isInjected: message.isInjected,
            note: message.note
        )
    }
}

extension StreamMessage.Kind {
    fileprivate var words: (type: String, detail: String) {
        switch self {
        case .text: ("text", "")
        case .binary: ("binary", "")
        case .ping: ("ping", "")
        case .pong: ("pong", "")
        case .close(let code): ("close", code.map { String($0) } ?? "")
        }
    }
}

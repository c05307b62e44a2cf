/// What the bodies of a flow are sequences of: server-sent events, rows of JSON, messages of gRPC.
///
/// Taken up again as the bodies grow, each part is read once and keeps its number. Those of the request and of the response
/// stand in the order they were first seen in: of a flow that is over, all of the request's come first.
struct BodyMessages: Sendable {
    /// More are left out.
    private static let limit = 100_000
    /// Bytes that compressed messages may come to, one of them and all of a flow.
    private static let messageByteLimit = 16 << 20
    private static let decodedByteLimit = DecodedBody.standardLimit

    private(set) var items: [MessageList.Item] = []
    private(set) var isCut = false
    private var cutters: [MessageSide: BodyParts] = [:]
    private var room = decodedByteLimit

    /// Reads what has come since the last call, of the same flow. Costs the size of the bodies, and their decoding.
    mutating func take(_ flow: Flow) {
        take(flow, .request)
        take(flow, .response)
    }

    private mutating func take(_ flow: Flow, _ side: MessageSide) {
        guard !isCut, let content = Content(of: flow, side) else { return }
        guard var cutter = cutters[side] ?? BodyParts(content) else { return }
        while let part = cutter.next(in: content) {
            guard items.count < Self.limit else {
                isCut = true
                return
            }
            let shown = content.part(part, limit: min(room, Self.messageByteLimit))
            if part.isCompressed { room -= min(room, shown.bytes.count) }
            items.append(MessageList.Item(part, shown, of: content))
        }
        cutters[side] = cutter
    }
}

extension MessageList.Item {
    /// - Parameters:
    ///   - shown: the part by itself.
    ///   - whole: the body it is a part of.
    fileprivate init(_ part: BodyPart, _ shown: Content, of whole: Content) {
        // A comment has no data: it shows as it stands.
        let bytes = part.kind == .comment ? Array(whole.bytes[part.range]) : shown.bytes
        let notes = shown.notes + (part.isFinished ? [] : ["unfinished: the body ends here"])
        self.init(
            sender: whole.context.side == .request ? .client : .server,
            type: Self.word(part.name),
            payload: Body(bytes),
            contentType: part.kind == .comment ? "text/plain" : shown.mediaType?.essence,
            wireByteCount: part.range.count,
            isCompressed: part.isCompressed,
            note: notes.isEmpty ? nil : notes.joined(separator: "; ")
        )
        if case .event(_, let id?) = part.kind { typeDetail = Self.word(id) }
    }

    /// The beginning of a name that someone chose, without control characters.
    private static func word(_ name: String) -> String {
        var word = ""
        for scalar in name.unicodeScalars.prefix(64) {
            let isControl = scalar.properties.generalCategory == .control
            word.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
        }
        return word
    }
}

extension MediaType {
    /// A body of this type is one of messages.
    fileprivate var isSequence: Bool { isRows || isGRPC || isEventStream }
}

extension MessageSource {
    /// Events, rows and messages in bodies that are declared as such.
    static let bodies = MessageSource(
        types: ["message", "comment", "row", "trailers"],
        fits: { flow in
            isSequence(flow.request.headers) || flow.response.map { isSequence($0.headers) } ?? false
        },
        isQuick: { flow in isQuick(flow.request) && flow.response.map { isQuick($0) } ?? true },
        list: { flow, earlier in
            var messages = earlier.parts ?? BodyMessages()
            messages.take(flow)
            return MessageList(messages)
        }
    )

    private static func isSequence(_ headers: Headers) -> Bool {
        headers["Content-Type"].map { MediaType($0).isSequence } ?? false
    }

    /// What is compressed may be far larger than it looks.
    private static func isQuick(_ message: some Message) -> Bool {
        guard let body = message.body, !body.isSpilled else { return message.body == nil }
        guard body.capturedByteCount > 1 << 10 else { return true }
        let isCompressed = message.headers.contains("Content-Encoding") || message.headers.contains("grpc-encoding")
        return !isCompressed && body.capturedByteCount <= 32 << 10
    }
}

/// The JSON texts of one side of a flow: its body, or each row, event or message where the side is a sequence of them.
struct JSONTexts {
    /// Decoded bytes that are read of one side; of the messages of a stream the newest.
    static let byteLimit = 16 << 20

    private var flow: Flow
    private let side: MessageSide

    init(of flow: Flow, _ side: MessageSide) {
        self.flow = flow
        self.side = side
    }

    /// Whether one of the texts is as asked for. Costs the reading of those before it; nothing where there can be no JSON.
    ///
    /// - Parameters:
    ///   - isWorthReading: a look at the bytes alone, of all texts or of one.
    ///   - shortfall: where it is noted that there is more which cannot be read; `nil`: nobody asks.
    ///   - isWanted: asked of each text that is JSON.
    func contains(
        ifBytes isWorthReading: ([UInt8]) -> Bool,
        shortfall: FilterShortfall? = nil,
        where isWanted: (JSONTape) -> Bool
    ) -> Bool {
        if messagesContain(ifBytes: isWorthReading, shortfall, where: isWanted) { return true }
        guard let body = side.body(of: flow), mayBeJSON != false else { return false }
        // Read from the file once, if it is there, for all the looks that are taken at it.
        guard let read = body.inMemory else {
            shortfall?.note()
            return false
        }
        var texts = self
        if body.isSpilled { texts.flow = side.flow(flow, with: read) }
        return texts.bodyContains(ifBytes: isWorthReading, shortfall, where: isWanted)
    }

    private func bodyContains(
        ifBytes isWorthReading: ([UInt8]) -> Bool,
        _ shortfall: FilterShortfall?,
        where isWanted: (JSONTape) -> Bool
    ) -> Bool {
        guard mayBeJSON ?? beginsAsJSON else { return false }
        guard isWorthDecoding(isWorthReading) else {
            if side.body(of: flow)?.isTruncated ?? false { shortfall?.note() }
            return false
        }
        guard let content = Content(of: flow, side, limit: Self.byteLimit) else { return false }
        if contains(content, ifBytes: isWorthReading, where: isWanted) { return true }
        if content.isTruncated { shortfall?.note() }
        return false
    }

    private func contains(
        _ content: Content,
        ifBytes isWorthReading: ([UInt8]) -> Bool,
        where isWanted: (JSONTape) -> Bool
    ) -> Bool {
        let text = content.utf8
        // The messages of gRPC may be compressed, each by itself.
        let isFramed = content.mediaType?.isGRPC ?? false
        guard isFramed || !content.isBinary && isWorthReading(text) else { return false }
        guard var parts = BodyParts(content) else { return Self.tape(text).map(isWanted) ?? false }
        while let part = parts.next(in: content) {
            guard part.isReadAsJSON else { continue }
            if Self.tape(content.part(part).bytes).map(isWanted) ?? false { return true }
        }
        return false
    }

    /// Looks at a body that needs no decoding as it is, which costs far less than to find out what it is.
    private func isWorthDecoding(_ isWorthReading: ([UInt8]) -> Bool) -> Bool {
        guard let headers = side.headers(of: flow), let body = side.body(of: flow) else { return false }
        let isFramed = headers["Content-Type"].map { MediaType($0).isGRPC } ?? false
        guard !isFramed, !headers.contains("Content-Encoding"), body.capturedByteCount <= Self.byteLimit else {
            return true
        }
        let bytes = body.bytes
        // Of characters of two or four bytes some bytes are zero.
        let isWide = bytes.prefix(4).contains { $0 == 0 || $0 >= 0xFE }
        return isWide || isWorthReading(bytes)
    }

    static func tape(_ text: [UInt8]) -> JSONTape? {
        let guardCount = JSONScriptGuard.byteCount(text)
        return JSONTape(guardCount == 0 ? text : Array(text.dropFirst(guardCount)))
    }

    private func messagesContain(
        ifBytes isWorthReading: ([UInt8]) -> Bool,
        _ shortfall: FilterShortfall?,
        where isWanted: (JSONTape) -> Bool
    ) -> Bool {
        guard let log = flow.messages else { return false }
        let sender: StreamMessage.Sender = side == .request ? .client : .server
        var left = Self.byteLimit
        for number in log.numbers.reversed() {
            let message = log[number]
            guard message.sender == sender, message.kind == .text || message.kind == .binary else { continue }
            guard left > 0 else {
                shortfall?.note()
                return false
            }
            if message.payload.isTruncated { shortfall?.note() }
            left -= max(1, message.payload.capturedByteCount)
            let bytes = message.payload.bytes
            if isWorthReading(bytes), Self.tape(bytes).map(isWanted) ?? false { return true }
        }
        return false
    }

    // MARK: - What can be JSON

    /// As its type says; `nil`: that tells nothing.
    private var mayBeJSON: Bool? {
        guard let type = side.headers(of: flow)?["Content-Type"].map({ MediaType($0) }) else { return nil }
        if type.isJSON || type.isEventStream { return true }
        return Self.mediaTypes.contains(String(type.type)) ? false : nil
    }

    /// JSON is sent as text, as a form and as HTML, too.
    private var beginsAsJSON: Bool {
        guard let headers = side.headers(of: flow), let body = side.body(of: flow) else { return false }
        let start = body.decoded(headers: headers, limit: 256).bytes.drop { $0 <= 0x20 || $0 >= 0x80 || $0 == 0 }
        return start.first == UInt8(ascii: "{") || start.first == UInt8(ascii: "[")
    }

    private static let mediaTypes: Set<String> = ["image", "audio", "video", "font"]
}

extension BodyPart {
    /// A row, an event or a message, which holds a text of its own.
    fileprivate var isReadAsJSON: Bool {
        switch kind {
        case .row, .event, .message: true
        case .comment, .trailers, .unknown: false
        }
    }
}

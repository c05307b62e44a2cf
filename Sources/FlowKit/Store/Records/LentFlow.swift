/// What a recorded flow's texts are read from: lent by the store, without making the flow.
struct LentFlow {
    let id: FlowID
    let request: LentMessage
    /// `nil`: there is none.
    let response: LentMessage?
    let messages: MessageLog?

    func message(_ side: MessageSide) -> LentMessage? {
        switch side {
        case .request: request
        case .response: response
        }
    }
}

/// A message where the store has it. Good for as long as it is lent.
struct LentMessage {
    var version = HTTPVersion.http11
    /// The lines of `Headers`.
    let fields: UnsafeBufferPointer<UInt8>
    var trailers: UnsafeBufferPointer<UInt8>?
    var wireByteCount = 0
    /// `nil`: it has none.
    let body: LentBody?
}

/// A body where the store has it.
struct LentBody {
    enum Place {
        /// In the flow's record.
        case record(UnsafeBufferPointer<UInt8>)
        case elsewhere(BodyPlace)

        /// The same, to be kept for longer.
        var kept: BodyPlace {
            switch self {
            case .record(let bytes): .chunks(bytes.isEmpty ? [] : [Array(bytes)])
            case .elsewhere(let place): place
            }
        }
    }

    let place: Place
    let byteCount: Int
    let isTruncated: Bool
    var layout: ChunkLayout?
}

extension Message {
    /// Lends it as the store would.
    func lend<Result>(_ body: (LentMessage) -> Result) -> Result {
        let lent = self.body.map {
            LentBody(place: .elsewhere($0.place), byteCount: $0.byteCount, isTruncated: $0.isTruncated)
        }
        return headers.bytes.withUnsafeBufferPointer { body(LentMessage(fields: $0, body: lent)) }
    }
}

extension RecordReader {
    /// What `FlowPacker` wrote of a message.
    ///
    /// - Parameter stored: its body, where that is not in the record.
    mutating func message(body stored: StoredBody?) -> LentMessage {
        let version = version()
        let fields = slice()
        let trailers = optional { $0.slice() }
        let wireByteCount = number()
        let body = body(stored)
        return LentMessage(
            version: version,
            fields: fields,
            trailers: trailers,
            wireByteCount: wireByteCount,
            body: body
        )
    }

    private mutating func body(_ stored: StoredBody?) -> LentBody? {
        let place: LentBody.Place
        switch (byte(), stored) {
        case (0, _): return nil
        case (2, let stored?): place = .elsewhere(.stored(stored))
        case (3, _): place = .elsewhere(.dropped(limit: number()))
        default: place = .record(slice())
        }
        return LentBody(place: place, byteCount: number(), isTruncated: flag(), layout: optional { $0.layout() })
    }
}

extension FlowEntry {
    /// Lends the flow without making it.
    func lend<Result>(_ id: FlowID, _ body: (LentFlow) -> Result) -> Result {
        switch self {
        case .open(let open):
            let flow = open.flow
            return flow.request.lend { request in
                guard let response = flow.response else {
                    return body(LentFlow(id: id, request: request, response: nil, messages: flow.messages))
                }
                return response.lend {
                    body(LentFlow(id: id, request: request, response: $0, messages: flow.messages))
                }
            }
        case .packed(let packed): return packed.lend(id, body)
        }
    }
}

extension PackedFlow {
    fileprivate func lend<Result>(_ id: FlowID, _ body: (LentFlow) -> Result) -> Result {
        let header = header
        return withBytes { bytes in
            var reader = RecordReader(bytes)
            let (request, response) = reader.messages(header)
            return body(
                LentFlow(id: id, request: request, response: response, messages: header.rarities?.messages)
            )
        }
    }
}

extension RecordReader {
    /// Both messages of a record that is read from its beginning: passes over what `FlowUnpacker` reads before them.
    fileprivate mutating func messages(_ header: PackedFlow.Header) -> (request: LentMessage, response: LentMessage?) {
        let isSelfContained = flag()
        let hasSourceNumber = byte() == 3
        if hasSourceNumber { _ = number() }
        // Kind, three facts, and the scheme.
        for _ in 0..<5 { _ = flag() }
        _ = number()
        if isSelfContained { _ = (slice(), slice()) }
        _ = byte()
        _ = slice()
        let request = message(body: header.requestBody)
        _ = optional { $0.requestForm() }
        guard flag() else { return (request, nil) }
        _ = number()
        _ = slice()
        return (request, message(body: header.responseBody))
    }
}

extension FlowSnapshot {
    /// Lends a flow; `nil`: it is not there (any more).
    func lend<Result>(_ id: FlowID, _ body: (LentFlow) -> Result) -> Result? {
        guard let place = FlowPlace(id), place.segment < segments.count else { return nil }
        let chunks = segments[place.segment].chunks
        guard place.chunk < chunks.count, place.slot < chunks[place.chunk].count else { return nil }
        return chunks[place.chunk].columns.entries[place.slot]?.lend(id, body)
    }
}

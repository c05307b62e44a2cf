/// Writes a flow into a `PackedFlow`. `FlowUnpacker` reads in the same order.
struct FlowPacker {
    /// The record itself has what the segment's tables could not take.
    let isSelfContained: Bool
    private var writer: RecordWriter
    private let pool: BodyPool

    /// Bodies up to this many bytes are written into the record.
    static let inlineByteLimit = 160

    /// - Parameter pool: where bodies are found that are the same.
    static func pack(_ flow: borrowing Flow, isSelfContained: Bool = false, pool: BodyPool) -> PackedFlow {
        let headBytes = flow.request.headers.bytes.count + (flow.response?.headers.bytes.count ?? 0)
        let writer = RecordWriter(capacity: headBytes + 160)
        var packer = FlowPacker(isSelfContained: isSelfContained, writer: writer, pool: pool)
        let bodies = packer.write(flow)
        let needsRarities =
            flow.forwardedRequest != nil || !flow.informational.isEmpty || flow.messages != nil || isSelfContained
        let header = PackedFlow.Header(
            byteCount: packer.writer.bytes.count,
            requestBody: bodies.request,
            responseBody: bodies.response,
            rarities: needsRarities ? PackedFlow.Rarities(of: flow, withConnections: isSelfContained) : nil
        )
        return PackedFlow(header, bytes: packer.writer.bytes)
    }

    private init(isSelfContained: Bool, writer: RecordWriter, pool: BodyPool) {
        self.isSelfContained = isSelfContained
        self.writer = writer
        self.pool = pool
    }

    /// - Returns: the bodies that are not in the record.
    private mutating func write(_ flow: borrowing Flow) -> (request: StoredBody?, response: StoredBody?) {
        writer.flag(isSelfContained)
        writeSource(flow.source)
        writer.flag(flow.kind == .tunnel)
        writer.flag(flow.isAnsweredByProxy)
        writer.flag(flow.isServerConnectionReused)
        writer.flag(flow.isEdited)
        let requestBody = write(flow.request)
        writer.optional(flow.requestForm) { $0.write($1) }
        var responseBody: StoredBody?
        writer.flag(flow.response != nil)
        if let response = flow.response {
            writer.number(response.status)
            writer.bytes(response.reason.bytes)
            responseBody = writeMessage(response)
        }
        writer.optional(flow.responseForm) { $0.write($1) }
        writer.optional(flow.error) { $0.write($1) }
        writer.optional(flow.blockedBy) { writer, hit in
            writer.number(hit.id.rawValue)
            writer.text(hit.name)
        }
        writer.optional(flow.tunnel) { $0.write($1) }
        writer.write(flow.timing)
        return (requestBody, responseBody)
    }

    private mutating func writeSource(_ source: Flow.Source) {
        switch source {
        case .client: writer.byte(0)
        case .file: writer.byte(1)
        case .replay(nil): writer.byte(2)
        case .replay(let origin?):
            writer.byte(3)
            writer.number(origin.rawValue)
        }
    }

    private mutating func write(_ request: Request) -> StoredBody? {
        writer.flag(request.origin.scheme == .https)
        writer.number(request.origin.port)
        if isSelfContained {
            writer.text(request.method)
            writer.text(request.origin.host)
        }
        let target = request.target.bytes
        if !isSelfContained, let path = request.pathSuffix, Self.isUTF8(path) {
            // The rest is in the table of paths.
            writer.byte(1)
            writer.bytes(target[..<path.startIndex])
        } else {
            writer.byte(0)
            writer.bytes(target)
        }
        return writeMessage(request)
    }

    private static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }

    private mutating func writeMessage(_ message: some Message) -> StoredBody? {
        writer.write(message.version)
        writer.bytes(message.headers.bytes)
        writer.optional(message.trailers) { $0.bytes($1.bytes) }
        writer.number(message.wireByteCount)
        guard let body = message.body else {
            writer.byte(0)
            return nil
        }
        var storedBody: StoredBody?
        switch pool.place(of: body, smallByteCount: Self.inlineByteLimit) {
        case .chunks:
            writer.byte(1)
            writer.bytes(body.bytes)
        case .stored(let stored):
            writer.byte(2)
            storedBody = stored
        case .dropped(let limit):
            writer.byte(3)
            writer.number(limit)
        }
        writer.number(body.byteCount)
        writer.flag(body.isTruncated)
        writer.optional(body.layout) { $0.write($1) }
        return storedBody
    }
}

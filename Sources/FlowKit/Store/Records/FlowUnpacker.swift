/// Makes a flow of what a `FlowPacker` wrote, and of what the segment has in common.
struct FlowUnpacker {
    /// What is not in the record.
    struct Surroundings {
        let id: FlowID
        let flags: FlowFlags
        let started: Int64
        let method: String
        let host: String
        let path: [UInt8]
        let client: Connection?
        let server: Connection?
    }

    private var reader: RecordReader
    private let around: Surroundings
    private let packed: PackedFlow.Header

    static func flow(of packed: PackedFlow, _ around: Surroundings) -> Flow {
        packed.withBytes { bytes in
            var unpacker = FlowUnpacker(reader: RecordReader(bytes), around: around, packed: packed.header)
            return unpacker.flow()
        }
    }

    private init(reader: RecordReader, around: Surroundings, packed: PackedFlow.Header) {
        self.reader = reader
        self.around = around
        self.packed = packed
    }

    private mutating func flow() -> Flow {
        let isSelfContained = reader.flag()
        let source = source()
        let kind = reader.flag() ? Flow.Kind.tunnel : .http
        let flags = (answered: reader.flag(), reused: reader.flag(), edited: reader.flag())
        let request = request(isSelfContained: isSelfContained)
        let started = Timestamp(nanoseconds: around.started)
        var flow = Flow(id: around.id, source: source, kind: kind, request: request, started: started)
        flow.isAnsweredByProxy = flags.answered
        flow.isServerConnectionReused = flags.reused
        flow.isEdited = flags.edited
        flow.requestForm = reader.optional { $0.requestForm() }
        if reader.flag() { flow.response = response() }
        flow.responseForm = reader.optional { $0.responseForm() }
        flow.error = reader.optional { $0.error() }
        flow.blockedBy = reader.optional { RuleHit(id: RuleID($0.number()), name: $0.text()) }
        flow.tunnel = reader.optional { $0.tunnelCounts() }
        reader.read(&flow.timing)
        flow.client = isSelfContained ? packed.rarities?.client : around.client
        flow.server = isSelfContained ? packed.rarities?.server : around.server
        flow.isMarked = around.flags.contains(.marked)
        guard let rarities = packed.rarities else { return flow }
        flow.forwardedRequest = rarities.forwardedRequest
        flow.informational = rarities.informational
        flow.messages = rarities.messages
        return flow
    }

    private mutating func source() -> Flow.Source {
        switch reader.byte() {
        case 0: .client
        case 1: .file
        case 2: .replay(of: nil)
        default: .replay(of: FlowID(reader.number()))
        }
    }

    private mutating func request(isSelfContained: Bool) -> Request {
        let scheme = reader.flag() ? Origin.Scheme.https : .http
        let port = reader.number()
        let method = isSelfContained ? reader.text() : around.method
        let host = isSelfContained ? reader.text() : around.host
        let isBeforePath = reader.byte() == 1
        var target = reader.bytes()
        if isBeforePath { target = target.isEmpty ? around.path : target + around.path }
        let origin = Origin(scheme: scheme, host: host, port: port)
        var request = Request(method: method, target: WireText(bytes: target), origin: origin)
        readMessage(&request, body: packed.requestBody)
        return request
    }

    private mutating func response() -> Response {
        let status = reader.number()
        var response = Response(status: status, reason: WireText(bytes: reader.bytes()))
        readMessage(&response, body: packed.responseBody)
        return response
    }

    private mutating func readMessage(_ message: inout some Message, body stored: StoredBody?) {
        let record = reader.message(body: stored)
        message.version = record.version
        message.headers = Headers(lines: record.fields)
        message.trailers = record.trailers.map { Headers(lines: $0) }
        message.wireByteCount = record.wireByteCount
        guard let lent = record.body else { return }
        var body = Body(lent.place.kept, byteCount: lent.byteCount, isTruncated: lent.isTruncated)
        body.layout = lent.layout
        message.body = body
    }
}

/// What the columns hold of a flow, made before the store's lock is taken.
struct FlowFacts {
    let flags: FlowFlags
    let status: UInt16
    let port: UInt16
    let method: SymbolText
    let host: SymbolText
    let origin: SymbolText
    let path: SymbolText
    let requestType: SymbolText
    let responseType: SymbolText
    let client: Connection?
    let server: Connection?
    let started: Int64
    let duration: Int64
    let contentByteCount: Int64

    init(_ flow: borrowing Flow) {
        let request = flow.request
        flags = FlowFlags(of: flow)
        status = flow.response.map { UInt16(clamping: max(1, $0.status)) } ?? 0
        port = UInt16(clamping: request.origin.port)
        method = SymbolText(request.method)
        host = SymbolText(request.origin.host)
        origin = SymbolText(request.origin)
        path = request.pathSuffix.map(SymbolText.init(wire:)) ?? SymbolText(request.path)
        requestType = Self.type(request.headers)
        responseType = flow.response.map { Self.type($0.headers) } ?? .none
        client = flow.client
        server = flow.server
        started = flow.timing.started.nanoseconds
        duration = Self.duration(flow.timing)
        contentByteCount = flow.contentByteCount.map { Int64(clamping: $0) } ?? FlowColumns.unknown
    }

    private static func duration(_ timing: Timing) -> Int64 {
        guard let finished = timing.finished else { return FlowColumns.unknown }
        return max(.min + 1, finished.nanoseconds.subtractingClamped(timing.started.nanoseconds))
    }

    private static let contentType = FieldNeedle("Content-Type")

    private static func type(_ headers: Headers) -> SymbolText {
        guard let value = contentType.firstValue(in: headers) else { return .none }
        // A flow with several is asked itself.
        return value.isOnly ? SymbolText(wire: value.bytes) : .unlisted
    }
}

extension FlowFlags {
    init(of flow: borrowing Flow) {
        self = [.live, .recorded]
        let request = flow.request
        set(.finished, flow.isFinished)
        set(.tunnel, flow.kind == .tunnel)
        set(.response, flow.response != nil)
        set(.error, flow.error != nil)
        set(.blocked, flow.blockedBy != nil)
        set(.marked, flow.isMarked)
        set(.replay, flow.source.isReplay)
        set(.fromFile, flow.source == .file)
        set(.webSocket, flow.isWebSocket)
        set(.edited, flow.isEdited || flow.forwardedRequest != nil)
        set(.answeredByProxy, flow.isAnsweredByProxy)
        set(.https, request.origin.scheme == .https)
        set(.otherHostField, request.hostFieldName.map { !$0.elementsEqual(request.origin.host.utf8) } ?? false)
        set(.http10, request.version == .http10)
        set(.http2, request.version == .http2)
        set(.requestBody, request.body.map { $0.capturedByteCount > 0 } ?? false)
        set(.responseBody, flow.response?.body.map { $0.capturedByteCount > 0 } ?? false)
        set(.messages, flow.messages != nil)
    }

    private mutating func set(_ flag: FlowFlags, _ isSet: Bool) {
        if isSet { insert(flag) }
    }
}

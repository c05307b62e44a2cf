/// Makes flows from the entries of one archive.
struct HAREntryReader {
    /// What the archive's own numbers became.
    private var ids: [Int: FlowID] = [:]
    private var connections: [String: Connection] = [:]

    mutating func flow(from bytes: [UInt8], id: FlowID) -> Flow {
        do {
            return flow(from: try JSONValue.parse(bytes), id: id)
        } catch {
            return brokenFlow("the entry cannot be read: \(error.message)", id: id)
        }
    }

    /// A flow that only says what was wrong.
    func brokenFlow(_ message: String, id: FlowID) -> Flow {
        let request = Request(method: "?", target: "/", origin: Origin(scheme: .http, host: "unreadable.invalid"))
        var flow = Flow(id: id, source: .file, request: request, started: Timestamp(nanoseconds: 0))
        flow.timing.finished = flow.timing.started
        flow.error = FlowError(.notRecoverable, message)
        return flow
    }

    private mutating func flow(from entry: JSONValue, id: FlowID) -> Flow {
        guard entry.members != nil else { return brokenFlow("the entry is not an object", id: id) }
        var problems: [String] = []
        let message = HARMessageReader()
        let request = message.request(from: entry["request"], problems: &problems)
        let started = entry["startedDateTime"]?.string.flatMap(Timestamp.init(rfc3339:))
        if started == nil { problems.append("startedDateTime is not a time") }

        var flow = Flow(id: id, source: .file, request: request, started: started ?? Timestamp(nanoseconds: 0))
        flow.response = message.response(from: entry["response"], problems: &problems)
        flow.timing = Self.timing(of: entry, started: flow.timing.started, hasResponse: flow.response != nil)
        flow.error = Self.error(in: entry)
        readOwnMembers(of: entry, into: &flow, problems: &problems)
        if !problems.isEmpty {
            flow.error = FlowError(.notRecoverable, "not read whole from the file: " + problems.joined(separator: "; "))
        }
        return flow
    }

    private mutating func readOwnMembers(of entry: JSONValue, into flow: inout Flow, problems: inout [String]) {
        if let number = entry["_id"]?.int { ids[number] = flow.id }
        if let origin = entry["_replayOf"] { flow.source = .replay(of: origin.int.flatMap { ids[$0] }) }
        flow.isEdited = entry["_edited"]?.bool ?? false
        flow.isMarked = entry["_marked"]?.bool ?? false
        flow.isAnsweredByProxy = entry["_answeredByProxy"]?.bool ?? false
        flow.isServerConnectionReused = entry["_serverConnectionReused"]?.bool ?? false
        flow.kind = entry["_tunneled"]?.bool == true ? .tunnel : .http
        if let rule = entry["_blockedBy"], rule.members != nil {
            flow.blockedBy = RuleHit(id: RuleID(rule["rule"]?.int ?? 0), name: rule["name"]?.string ?? "")
        }
        if let tunnel = entry["_tunnel"], tunnel.members != nil {
            flow.tunnel = TunnelCounts(
                bytesFromClient: max(0, tunnel["bytesFromClient"]?.int ?? 0),
                bytesFromServer: max(0, tunnel["bytesFromServer"]?.int ?? 0),
                protocolName: tunnel["protocol"]?.string ?? ""
            )
        }
        flow.messages = HARMessages.read(entry, problems: &problems)
        flow.client = connection(entry["_client"], side: "client")
        flow.server = connection(entry["_server"], side: "server") ?? Self.server(of: entry, flow: flow)
        let message = HARMessageReader()
        if let forwarded = entry["_forwardedRequest"], forwarded.members != nil {
            flow.forwardedRequest = message.request(from: forwarded, problems: &problems)
        }
        for response in entry["_informational"]?.elements ?? [] {
            if let response = message.response(from: response, problems: &problems) {
                flow.informational.append(response)
            }
        }
    }

    /// One object for all flows of a connection.
    private mutating func connection(_ value: JSONValue?, side: String) -> Connection? {
        guard let connection = HARConnection.connection(from: value) else { return nil }
        let key = "\(side) \(connection.id) \(connection.remoteAddress) \(connection.localAddress)"
        if let known = connections[key] { return known }
        connections[key] = connection
        return connection
    }

    /// What archives of other tools say about the server.
    private static func server(of entry: JSONValue, flow: Flow) -> Connection? {
        guard let address = entry["serverIPAddress"]?.string, !address.isEmpty else { return nil }
        let host = address.contains(":") && !address.hasPrefix("[") ? "[\(address)]" : address
        return Connection(
            id: entry["connection"]?.string.flatMap { Int($0) } ?? 0,
            remoteAddress: "\(host):\(flow.request.origin.port)",
            localAddress: "",
            opened: flow.timing.started
        )
    }

    private static func error(in entry: JSONValue) -> FlowError? {
        if let error = entry["_error"], error.members != nil {
            let code = error["code"]?.string.flatMap(FlowError.Code.init(rawValue:)) ?? .notRecoverable
            return FlowError(code, error["message"]?.string ?? "the file does not say what failed")
        }
        let told = entry["_error"]?.string ?? entry["response"]?["_error"]?.string
        // Its own archives say this of flows that had neither response nor error yet.
        guard let told, !told.isEmpty, told != "no response" else { return nil }
        return FlowError(.notRecoverable, "the file says: \(told)")
    }

    private static func timing(of entry: JSONValue, started: Timestamp, hasResponse: Bool) -> Timing {
        var timing = Timing(started: started)
        var reached = started
        func stage(_ name: String) -> Duration? { duration(entry["timings"]?[name]) }
        func mark(_ duration: Duration?) -> Timestamp? {
            guard let duration else { return nil }
            reached = reached + duration
            return reached
        }
        timing.requestHead = mark(stage("blocked"))
        timing.resolved = mark(stage("dns"))
        if let connect = stage("connect") {
            timing.connectStarted = reached
            let tls = min(stage("ssl") ?? .zero, connect)
            timing.connected = mark(connect - tls)
            if stage("ssl") != nil { timing.upstreamTLSDone = mark(tls) }
        }
        timing.requestDone = mark(stage("send"))
        let firstByte = mark(stage("wait"))
        if hasResponse { timing.firstByte = firstByte }
        _ = mark(stage("receive"))
        timing.finished = max(reached, started + (duration(entry["time"]) ?? .zero))
        return timing
    }

    /// `nil` for what is missing, negative (HAR: does not apply) or absurd.
    private static func duration(_ value: JSONValue?) -> Duration? {
        guard let milliseconds = value?.double, (0...1e10).contains(milliseconds) else { return nil }
        return .microseconds(Int64((milliseconds * 1000).rounded()))
    }
}

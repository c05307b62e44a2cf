import FlowKit
import NIOCore

extension ClientConnection {
    /// Begins a tunnel, unless a rule is against it.
    func open(tunnelTo host: String, port: Int, head: RequestHead) {
        dropOwnConnection()
        sessions.closeAll()
        let recorder = makeTunnelRecorder(host: host, port: port, head: head)
        switch services.rules.current.verdict(for: recorder.flow) {
        case .allow:
            begin(TunnelOpening(client: self, host: host, port: port, recorder: recorder, deferredHit: nil))
        case .block(let hit, let action):
            block(recorder, hit: hit, action: action, host: host, port: port)
        }
    }

    func makeTunnelRecorder(host: String, port: Int, head: RequestHead) -> FlowRecorder {
        let scheme: Origin.Scheme = port == 80 ? .http : .https
        return FlowRecorder(
            flow: makeFlow(head, origin: Origin(scheme: scheme, host: host, port: port)),
            loop: loop,
            bodyLimit: services.configuration.bodyLimit,
            isRecording: services.isRecording
        )
    }

    private func begin(_ opening: TunnelOpening) {
        state = .opening(opening)
        opening.begin()
    }

    /// A rule that is meant for the requests inside is best applied there: the client then sees the rule's answer as the
    /// response to its request, not as a proxy that fails. One that matches only the CONNECT is applied to it.
    private func block(_ recorder: FlowRecorder, hit: RuleHit, action: BlockAction, host: String, port: Int) {
        let answersInside = action != .reset && action != .drop
        if answersInside, isHit(host: host, port: port, by: hit) {
            begin(TunnelOpening(client: self, host: host, port: port, recorder: recorder, deferredHit: hit))
            return
        }
        services.rules.recordHit(hit, at: recorder.flow.timing.started)
        recorder.note { $0.blockedBy = hit }
        switch action {
        case .reset:
            recorder.finish(error: FlowError(.blocked, "reset by the rule “\(hit.name)”"))
            reset()
        case .drop:
            recorder.finish(error: FlowError(.blocked, "dropped by the rule “\(hit.name)”"))
            state = .held
        case .empty:
            // A 2xx would open the tunnel (RFC 9110 §9.3.6).
            refuseTunnel(recorder, LocalResponse.page(status: 403, "Blocked by the rule “\(hit.name)”."))
        case .status(let status, let body):
            let message = body ?? "Blocked by the rule “\(hit.name)”."
            refuseTunnel(recorder, LocalResponse.page(status: status < 300 ? 403 : status, message))
        }
    }

    private func isHit(host: String, port: Int, by hit: RuleHit) -> Bool {
        let origin = Origin(scheme: port == 80 ? .http : .https, host: host, port: port)
        let request = Request(method: "GET", target: "/", origin: origin)
        let probe = Flow(id: FlowID(0), request: request, started: .now)
        guard case .block(let inner, _) = services.rules.current.verdict(for: probe) else { return false }
        return inner.id == hit.id
    }

    /// Answers a CONNECT with something else than a tunnel.
    func answerConnect(_ response: Response) {
        var bytes = ByteBuffer()
        bytes.writeResponseHead(ResponseHead(response), ForwardedResponseForm(connection: .close))
        bytes.writeBytes(response.body?.bytes ?? [])
        write(bytes)
        closeAfterWriting()
    }
}

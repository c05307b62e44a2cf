import FlowKit

/// The way of a replay: that of the flow it was made from, as long as its listener is there.
struct ReplayRoute {
    let destination: Destination
    let upstream: Upstream

    init(_ flow: Flow, head: RequestHead, services: EngineServices) {
        let request = flow.request
        let origin = request.origin
        let original = Self.original(of: flow, services)
        let mode = original?.client?.listener.flatMap(services.mode(ofListener:))
        var upstream = services.upstream(
            for: origin,
            tlsName: origin.scheme == .https ? origin.host : nil,
            through: mode,
            needsTunnel: head.needsTunnel
        )
        if request.version == .http2, !upstream.isForwarding {
            upstream.applicationProtocols = origin.scheme == .https ? ["h2", "http/1.1"] : ["h2"]
        }
        self.upstream = upstream
        let path = request.originFormBytes
        guard case .reverse(let target) = mode, target.origin == origin else {
            destination = Destination(origin: origin, path: path, host: nil)
            return
        }
        // What clients call the server means nothing to it; what the user wrote on purpose stays.
        let scope = TunnelScope(target, services: services)
        let rewritten = scope.destination(named: nil, path: path, hostField: head.facts.hostField)
        let isHostEdited = original?.request.headers["Host"] != request.headers["Host"]
        destination = Destination(origin: origin, path: rewritten.path, host: isHostEdited ? nil : rewritten.host)
    }

    private static func original(of flow: Flow, _ services: EngineServices) -> Flow? {
        guard case .replay(let origin?) = flow.source else { return nil }
        return services.store.snapshot()[origin]
    }
}

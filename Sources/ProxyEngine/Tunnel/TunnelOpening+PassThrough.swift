import FlowKit
import Logging
import NIOCore

/// Tunnels that are relayed unread because somebody wants that, or because the client pins its certificate.
extension TunnelOpening {
    /// Why this tunnel is not intercepted; `nil`: it is.
    func passThroughReason(serverName: String?) -> String? {
        guard !isInsideTLS, !isForOurselves, deferredHit == nil else { return nil }
        return services.passThrough.current.reason(
            host: host,
            port: port,
            serverName: serverName,
            client: clientAddress,
            at: .now
        )
    }

    /// The host that certificates are made for, as pinning is counted.
    private var certifiedHost: String { client.scope?.origin.host ?? host.lowercased() }

    /// Behind a balancer, the one that it names.
    private var clientAddress: String {
        if let facts = client.facts, facts.via != nil { return String(facts.remoteAddress.withoutPort) }
        return client.channel.remoteAddress?.ipAddress ?? ""
    }

    /// The client speaks inside TLS: it has accepted our certificate.
    func noteAcceptance() {
        guard isInsideTLS else { return }
        services.pinning.noteSuccess(client: clientAddress, host: certifiedHost)
    }

    /// What a refusal of our certificate comes to: one of many is called pinning, and answered if that is wanted.
    func judgeRefusal(_ error: FlowError) -> FlowError {
        let count = services.pinning.noteRefusal(client: clientAddress, host: certifiedHost)
        guard count >= PinningWatch.threshold else { return error }
        var message =
            "the client has refused our certificate for \(shownHost) time and again: it pins its own, or does "
        message += "not trust the Sluice CA"
        let host = certifiedHost
        if let duration = services.configuration.autoPassThrough, let hosts = try? HostPattern(host) {
            // A host that is no pattern cannot be passed through; no client could name it either.
            let entry = PassThroughSet.Entry(
                hosts,
                source: .pinning,
                client: clientAddress,
                expires: .now + duration
            )
            services.passThrough.insert(entry, at: .now)
            message += "; from now on it is passed through for \(duration.components.seconds) s"
            services.logger.notice("\(clientAddress) pins its certificate for \(host): passed through")
        } else {
            services.logger.warning("\(clientAddress) refuses our certificate for \(host): does it pin its own?")
        }
        return FlowError(.clientPins, message)
    }
}

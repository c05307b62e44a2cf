import FlowKit
import InspectorUI
import ProxyEngine

/// The ways in, for the interface.
extension ProxySession {
    /// What the status line says.
    var proxyStatus: ProxyStatus {
        let listeners = listeners
        return ProxyStatus(
            listenAddress: listeners.first { $0.problem == nil }?.spec.address.description ?? "",
            isInsecure: settings.engine.isUpstreamVerificationOff,
            isRecordingPaused: !isRecording,
            listeners: listeners
        )
    }

    func addListener(_ spec: ListenerSpec) -> Notice {
        let status = listen(spec)
        return status.problem.map(Notice.error) ?? Notice("listening: \(status.spec)")
    }

    func removeListener(_ address: ListenAddress) -> Notice {
        do throws(ProgramError) {
            try stopListening(on: address)
            return Notice("no longer listening on \(address)")
        } catch {
            return .error(error.message)
        }
    }
}

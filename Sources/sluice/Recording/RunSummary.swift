import FlowKit
import InspectorUI
import Synchronization

/// What a run amounted to: counted as flows end.
final class RunSummary: Sendable {
    private struct State {
        var callCount = 0
        var errorCount = 0
        var blockedCount = 0
        var hosts: Set<String> = []
        var milliseconds: [Float] = []
    }

    private let state = Mutex(State())

    /// Counts a flow that has ended; any thread.
    func take(_ flow: Flow) {
        state.withLock { state in
            state.callCount += 1
            state.hosts.insert(flow.request.origin.host)
            if flow.blockedBy != nil {
                state.blockedCount += 1
            } else if flow.error != nil || (flow.response?.status ?? 0) >= 400 {
                state.errorCount += 1
            }
            // How long a WebSocket was open says nothing about how fast anybody answers.
            guard flow.kind == .http, flow.messages == nil, let duration = flow.timing.duration else { return }
            state.milliseconds.append(Float(duration / .milliseconds(1)))
        }
    }

    /// `42 calls, 3 hosts, 2 errors, p95 180 ms`.
    var text: String {
        state.withLock { state in
            guard state.callCount > 0 else { return "no calls seen" }
            var parts = [
                Self.count(state.callCount, "call"), Self.count(state.hosts.count, "host"),
                Self.count(state.errorCount, "error"),
            ]
            if state.blockedCount > 0 { parts.append("\(state.blockedCount) blocked") }
            if let value = Self.percentile95(state.milliseconds) {
                parts.append("p95 \(Format.duration(.milliseconds(Double(value))))")
            }
            return parts.joined(separator: ", ")
        }
    }

    private static func count(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    /// The least value that 95 of 100 do not exceed (nearest rank).
    private static func percentile95(_ values: [Float]) -> Float? {
        guard !values.isEmpty else { return nil }
        let rank = (values.count * 95 + 99) / 100
        return values.sorted()[rank - 1]
    }
}

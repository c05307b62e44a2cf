package import FlowKit

/// What the status line says about the proxy.
package struct ProxyStatus: Hashable, Sendable {
    /// Where clients connect, such as `127.0.0.1:8080`; empty when nothing listens (a file is browsed).
    package var listenAddress: String
    /// True while upstream certificates are not verified.
    package var isInsecure: Bool
    /// Traffic passes unrecorded.
    package var isRecordingPaused: Bool
    /// All ways in, also those that failed.
    package var listeners: [ListenerStatus]

    package init(
        listenAddress: String = "",
        isInsecure: Bool = false,
        isRecordingPaused: Bool = false,
        listeners: [ListenerStatus] = []
    ) {
        self.listenAddress = listenAddress
        self.listeners = listeners
        self.isInsecure = isInsecure
        self.isRecordingPaused = isRecordingPaused
    }
}

extension ProxyStatus {
    /// The listener whose address stands in the status line; `nil` when nothing listens.
    package var firstListener: ListenerStatus? { listeners.first { $0.problem == nil } }

    /// `127.0.0.1:8080`, and how many more there are: `127.0.0.1:8080 +2`.
    var listenText: String {
        let others = listeners.count { $0.problem == nil } - 1
        return others > 0 ? "\(listenAddress) +\(others)" : listenAddress
    }

    /// Why there is no address.
    var absenceText: String { listeners.isEmpty ? "file" : "not listening" }

    /// `1 LISTENER FAILED`; `nil` when all is well.
    var failureText: String? {
        switch listeners.count(where: { $0.problem != nil }) {
        case 0: nil
        case 1: "1 LISTENER FAILED"
        case let count: "\(count) LISTENERS FAILED"
        }
    }
}

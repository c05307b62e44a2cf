import FlowKit
import NIOCore
import Synchronization

/// A way in, as the connections that came through it know it. Shared by all event loops.
final class AcceptingListener: Sendable {
    let spec: ListenerSpec
    private let boundDescription = Mutex<String?>(nil)

    init(_ spec: ListenerSpec) {
        self.spec = spec
    }

    var mode: ListenerMode { spec.mode }

    /// With the port that the system chose, where 0 was asked for.
    func description(boundTo address: SocketAddress?) -> String {
        boundDescription.withLock { text in
            if let text { return text }
            let bound = spec.bound(to: address).description
            text = bound
            return bound
        }
    }
}

extension ListenerSpec {
    func bound(to address: SocketAddress?) -> ListenerSpec {
        ListenerSpec(mode, at: ListenAddress(host: self.address.host, port: address?.port ?? self.address.port))
    }
}

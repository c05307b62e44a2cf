import FlowKit
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// What every connection of an engine uses. Shared by all event loops.
final class EngineServices: Sendable {
    let configuration: EngineConfiguration
    let store: FlowStore
    let rules: RuleBook
    let passThrough: PassThroughBook
    let pinning = PinningWatch()
    let processes: ClientProcesses
    let site: OnboardingSite
    let leaves: LeafCertificates
    let upstreamTLS: UpstreamTLS
    /// Names are resolved here, and nothing else: a name server that does not answer holds up no certificate.
    let resolverPool: NIOThreadPool
    let logger: Logger
    private let lastConnectionID = Atomic<Int>(0)
    private let recording = Atomic<Bool>(true)
    private let listening = Mutex<[Listening]>([])

    private struct Listening {
        let address: SocketAddress
        let spec: ListenerSpec
    }

    init(
        configuration: EngineConfiguration,
        store: FlowStore,
        rules: RuleBook,
        passThrough: PassThroughBook = PassThroughBook(),
        site: OnboardingSite,
        leaves: LeafCertificates,
        upstreamTLS: UpstreamTLS,
        resolverPool: NIOThreadPool,
        logger: Logger
    ) {
        self.configuration = configuration
        self.store = store
        processes = ClientProcesses { store.touch($0) }
        self.rules = rules
        self.passThrough = passThrough
        self.site = site
        self.leaves = leaves
        self.upstreamTLS = upstreamTLS
        self.resolverPool = resolverPool
        self.logger = logger
    }

    func makeConnectionID() -> Int {
        lastConnectionID.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// While false, traffic passes and leaves no flows.
    var isRecording: Bool {
        get { recording.load(ordering: .relaxed) }
        set { recording.store(newValue, ordering: .relaxed) }
    }

    func noteListening(on address: SocketAddress, as spec: ListenerSpec) {
        listening.withLock { $0.append(Listening(address: address, spec: spec)) }
    }

    func forgetListening(on address: SocketAddress) {
        listening.withLock { addresses in addresses.removeAll { $0.address == address } }
    }

    /// The mode of a listener that works now, by what flows say of it.
    func mode(ofListener description: String) -> ListenerMode? {
        listening.withLock { all in all.first { $0.spec.description == description }?.spec.mode }
    }

    /// Whether an address is that of one of our listeners.
    ///
    /// - Parameter local: our own end of a connection to it; who listens on all addresses listens on this one too.
    func isOwn(_ address: SocketAddress, from local: SocketAddress?) -> Bool {
        guard let port = address.port else { return false }
        return listening.withLock { all in
            all.contains { listening in
                let own = listening.address
                guard own.port == port else { return false }
                if own.ipAddress == address.ipAddress { return true }
                let isWildcard = own.ipAddress == "0.0.0.0" || own.ipAddress == "::"
                return isWildcard && (address.ipAddress == local?.ipAddress || address.isLoopback)
            }
        }
    }

    /// Refuses a connection that ended at one of our own listeners: it would ask us for ever.
    func refuseLoop(to channel: any Channel) throws {
        guard let remote = channel.remoteAddress, isOwn(remote, from: channel.localAddress) else { return }
        channel.close(promise: nil)
        throw FlowError(.loop, "the request is for this proxy itself (\(describe(remote)))")
    }
}

extension SocketAddress {
    fileprivate var isLoopback: Bool {
        guard let ip = ipAddress else { return false }
        return ip.hasPrefix("127.") || ip == "::1" || ip.hasPrefix("::ffff:127.")
    }
}

/// `127.0.0.1:80`, `[::1]:80`.
func describe(_ address: SocketAddress) -> String {
    let ip = address.ipAddress ?? address.description
    guard let port = address.port else { return ip }
    return ip.contains(":") ? "[\(ip)]:\(port)" : "\(ip):\(port)"
}

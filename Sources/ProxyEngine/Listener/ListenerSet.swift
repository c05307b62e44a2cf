import FlowKit
import Logging
import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The sockets a running engine listens on, and those it could not. Any thread may call it.
final class ListenerSet: Sendable {
    private struct Entry {
        var status: ListenerStatus
        /// `nil`: it does not listen.
        var channel: (any Channel)?
    }

    private let services: EngineServices
    private let loops: [EngineLoopHandle]
    private let group: MultiThreadedEventLoopGroup
    private let entries = Mutex<[Entry]>([])

    init(services: EngineServices, loops: [EngineLoopHandle], group: MultiThreadedEventLoopGroup) {
        self.services = services
        self.loops = loops
        self.group = group
    }

    /// In the order they were added.
    var statuses: [ListenerStatus] { entries.withLock { $0.map(\.status) } }

    /// Begins to listen; what came of it is kept among the statuses.
    func open(_ spec: ListenerSpec) async -> ListenerStatus {
        let entry: Entry
        do throws(EngineError) {
            let channel = try await bind(spec)
            let bound = spec.bound(to: channel.localAddress)
            if let address = channel.localAddress { services.noteListening(on: address, as: bound) }
            services.logger.info("listening: \(bound)")
            entry = Entry(status: ListenerStatus(bound), channel: channel)
        } catch {
            entry = Entry(status: ListenerStatus(spec, problem: error.description))
        }
        entries.withLock { entries in
            // One that failed before is tried again, not shown twice.
            entries.removeAll { $0.channel == nil && $0.status.spec == spec }
            entries.append(entry)
        }
        return entry.status
    }

    /// Stops accepting connections; those accepted before go on. A listener that failed is forgotten.
    func close(_ address: ListenAddress) async throws(EngineError) {
        let entry = entries.withLock { entries in
            entries.firstIndex { $0.status.spec.address == address }.map { entries.remove(at: $0) }
        }
        guard let entry else { throw EngineError("there is no listener on \(address)") }
        await close(entry)
        services.logger.info("no longer listening: \(entry.status.spec)")
    }

    func closeAll() async {
        for entry in entries.withLock({ entries in entries }) { await close(entry) }
    }

    private func close(_ entry: Entry) async {
        guard let channel = entry.channel else { return }
        if let address = channel.localAddress { services.forgetListening(on: address) }
        try? await channel.close()  // closed already is as good
    }

    private func bind(_ spec: ListenerSpec) async throws(EngineError) -> any Channel {
        let byLoop = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0.eventLoop), $0) })
        let listener = AcceptingListener(spec)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = byLoop[ObjectIdentifier(channel.eventLoop)] else {
                        preconditionFailure("a channel on a loop that is not the engine's")
                    }
                    let client = ClientConnection(loop: loop.value, channel: channel, listener: listener)
                    try channel.pipeline.syncOperations.addHandler(client)
                }
            }
        do {
            return try await bootstrap.bind(host: spec.address.host, port: spec.address.port).get()
        } catch {
            throw EngineError(Self.explain(error, spec))
        }
    }

    private static func explain(_ error: any Error, _ spec: ListenerSpec) -> String {
        let reason =
            switch (error as? IOError)?.errnoCode {
            case EADDRINUSE?: "address in use"
            case EACCES?: "not permitted"
            case EADDRNOTAVAIL?: "not an address of this machine"
            case let code?: String(cString: strerror(code))
            case nil: "\(error)"
            }
        let form = spec.mode == .regular ? "" : "\(spec.mode.name)…@"
        return "cannot listen on \(spec.address): \(reason) (choose another with --listen \(form)HOST:PORT)"
    }
}

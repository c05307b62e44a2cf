package import FlowKit
package import Logging
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

/// The proxy: listens, carries traffic, and records it into the store. Any thread may call it.
package final class ProxyEngine: Sendable {
    private let configuration: EngineConfiguration
    private let store: FlowStore
    private let rules: RuleBook
    private let passThrough: PassThroughBook
    private let authority: CertificateAuthority
    private let logger: Logger
    private let running = Mutex<Running?>(nil)

    /// What exists between start and stop.
    private struct Running: Sendable {
        let services: EngineServices
        let threads: EngineThreads
        let loops: [EngineLoopHandle]
        let listener: any Channel
    }

    package init(
        configuration: EngineConfiguration,
        store: FlowStore,
        rules: RuleBook,
        passThrough: PassThroughBook = PassThroughBook(),
        authority: CertificateAuthority,
        logger: Logger
    ) {
        self.configuration = configuration
        self.store = store
        self.rules = rules
        self.passThrough = passThrough
        self.authority = authority
        self.logger = logger
    }

    /// Begins to listen.
    ///
    /// - Returns: the address, with the port the system chose where 0 was asked for.
    package func start() async throws(EngineError) -> EngineConfiguration.Listen {
        let threads = EngineThreads(loopCount: configuration.threadCount)
        do {
            let services = try makeServices(threads)
            let loops = threads.loops.makeIterator().map { EngineLoopHandle(services: services, eventLoop: $0) }
            let listener = try await bind(threads.loops, loops)
            guard let address = listener.localAddress else { throw EngineError("the listener has no address") }
            services.noteListening(on: address)
            running.withLock { $0 = Running(services: services, threads: threads, loops: loops, listener: listener) }
            logger.info("listening on \(describe(address))")
            return EngineConfiguration.Listen(host: configuration.listen.host, port: address.port ?? 0)
        } catch {
            await threads.shutDown()
            throw error as? EngineError ?? EngineError("\(error)")
        }
    }

    /// Closes all connections and frees the port. Flows that were open end with an error that says so.
    package func stop() async {
        guard let running = running.withLock({ $0.take() }) else { return }
        try? await running.listener.close()  // closed already is as good
        for loop in running.loops { try? await loop.closeAll() }
        await running.threads.shutDown()
    }

    /// While false, clients' traffic passes and is not recorded; replays are.
    package var isRecording: Bool {
        get { running.withLock { $0?.services.isRecording } ?? true }
        set { running.withLock { $0?.services.isRecording = newValue } }
    }

    /// Sends a request as a flow of its own and returns at once; what comes of it is seen in the store.
    ///
    /// - Parameter origin: the flow it was made from, if any.
    package func replay(_ request: Request, of origin: FlowID?, isEdited: Bool) -> FlowID {
        let id = store.makeID()
        var flow = Flow(id: id, source: .replay(of: origin), request: request, started: .now)
        flow.isEdited = isEdited
        guard let running = running.withLock({ $0 }), let loop = running.loops.randomElement() else {
            flow.error = FlowError(.connectFailed, "the engine is not running")
            flow.timing.finished = .now
            store.record(flow)
            return id
        }
        loop.replay(flow)
        return id
    }

    /// Sends a message into an open WebSocket, to one of its ends and as if it came from the other.
    ///
    /// It goes out at once, or after the message that the other end is in the middle of. Returns when it was sent or put
    /// in that place; it is then recorded in the flow, as injected.
    ///
    /// - Throws: why it cannot be sent.
    package func inject(
        _ message: OutgoingMessage,
        into id: FlowID,
        toward receiver: StreamMessage.Sender
    ) async throws(EngineError) {
        if let obstacle = message.obstacle { throw EngineError(obstacle) }
        for loop in running.withLock({ $0?.loops }) ?? [] {
            do {
                if try await loop.inject(message, into: id, toward: receiver) { return }
            } catch {
                throw error as? EngineError ?? EngineError("the engine was stopped")
            }
        }
        throw EngineError("flow \(id) is not an open WebSocket: nothing can be sent into it")
    }

    private func makeServices(_ threads: EngineThreads) throws -> EngineServices {
        let tls = configuration.tls
        let keyLog = try tls.keyLogFile.map { try KeyLog(path: $0, threadPool: threads.certificates) }
        let upstreamTLS = try UpstreamTLS(
            authorityFiles: configuration.upstreamAuthorityFiles,
            isVerificationOff: configuration.isUpstreamVerificationOff,
            versions: tls.upstreamVersions,
            keyPairs: try tls.clientCertificates.map { try KeyPair($0) },
            keyLog: keyLog
        )
        for warning in upstreamTLS.warnings { logger.warning("\(warning)") }
        return EngineServices(
            configuration: configuration,
            store: store,
            rules: rules,
            passThrough: passThrough,
            site: OnboardingSite(authority: authority),
            leaves: try LeafCertificates(
                authority: authority,
                threadPool: threads.certificates,
                versions: tls.clientVersions,
                keyPairs: try tls.leafCertificates.map { try KeyPair($0) },
                keyLog: keyLog
            ),
            upstreamTLS: upstreamTLS,
            resolverPool: threads.resolvers,
            logger: logger
        )
    }

    private func bind(_ group: MultiThreadedEventLoopGroup, _ loops: [EngineLoopHandle]) async throws -> any Channel {
        let listen = configuration.listen
        let byLoop = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0.eventLoop), $0) })
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
                    let client = ClientConnection(loop: loop.value, channel: channel)
                    try channel.pipeline.syncOperations.addHandler(client)
                }
            }
        do {
            return try await bootstrap.bind(host: listen.host, port: listen.port).get()
        } catch let error as IOError {
            throw EngineError(Self.explain(error, listen))
        } catch {
            throw EngineError("cannot listen on \(listen): \(error) (choose another with --listen HOST:PORT)")
        }
    }

    private static func explain(_ error: IOError, _ listen: EngineConfiguration.Listen) -> String {
        let reason =
            switch error.errnoCode {
            case EADDRINUSE: "address in use"
            case EACCES: "not permitted"
            case EADDRNOTAVAIL: "not an address of this machine"
            default: String(cString: strerror(error.errnoCode))
            }
        return "cannot listen on \(listen): \(reason) (choose another with --listen HOST:PORT)"
    }
}

/// An `EngineLoop` for those who are not on it.
private struct EngineLoopHandle: Sendable {
    let eventLoop: any EventLoop
    private let bound: NIOLoopBoundBox<EngineLoop?>

    init(services: EngineServices, eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        bound = NIOLoopBoundBox.makeEmptyBox(valueType: EngineLoop.self, eventLoop: eventLoop)
        eventLoop.execute { [bound] in bound.value = EngineLoop(services: services, eventLoop: eventLoop) }
    }

    /// To be used on the loop only.
    var value: EngineLoop {
        guard let loop = bound.value else { preconditionFailure("the loop's first task has not run") }
        return loop
    }

    func closeAll() async throws {
        try await eventLoop.submit { value.closeAll() }.get()
    }

    func inject(
        _ message: OutgoingMessage,
        into id: FlowID,
        toward receiver: StreamMessage.Sender
    ) async throws -> Bool {
        try await eventLoop.submit { try value.inject(message, into: id, toward: receiver) }.get()
    }

    func replay(_ flow: Flow) {
        eventLoop.execute { ReplayClient.send(flow, loop: value) }
    }
}

package import FlowKit
package import Logging
import NIOCore
import NIOPosix
import Synchronization

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
        let listeners: ListenerSet
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

    /// Begins to listen. Listeners that fail are logged, and shown by `listeners`.
    ///
    /// - Returns: the first address that clients can connect to, with the port the system chose where 0 was asked for.
    /// - Throws: when none of the listeners works.
    package func start() async throws(EngineError) -> ListenAddress {
        let threads = EngineThreads(loopCount: configuration.threadCount)
        do {
            let services = try makeServices(threads)
            let loops = threads.loops.makeIterator().map { EngineLoopHandle(services: services, eventLoop: $0) }
            let listeners = ListenerSet(services: services, loops: loops, group: threads.loops)
            for spec in configuration.listeners { _ = await listeners.open(spec) }
            let problems = listeners.statuses.compactMap(\.problem)
            guard let first = listeners.statuses.first(where: { $0.problem == nil }) else {
                throw EngineError(problems.isEmpty ? "there is no listener" : problems.joined(separator: "; "))
            }
            for problem in problems { logger.error("\(problem)") }
            running.withLock { $0 = Running(services: services, threads: threads, loops: loops, listeners: listeners) }
            return first.spec.address
        } catch {
            await threads.shutDown()
            throw error as? EngineError ?? EngineError("\(error)")
        }
    }

    /// Closes all connections and frees the ports. Flows that were open end with an error that says so.
    package func stop() async {
        guard let running = running.withLock({ $0.take() }) else { return }
        await running.listeners.closeAll()
        for loop in running.loops { try? await loop.closeAll() }
        await running.threads.shutDown()
    }

    // MARK: - Listeners

    /// All listeners with what became of them, in the order they were added; none while the engine does not run.
    package var listeners: [ListenerStatus] { running.withLock { $0?.listeners }?.statuses ?? [] }

    /// Begins to listen in one more place.
    package func addListener(_ spec: ListenerSpec) async -> ListenerStatus {
        guard let listeners = running.withLock({ $0?.listeners }) else {
            return ListenerStatus(spec, problem: "the engine is not running")
        }
        return await listeners.open(spec)
    }

    /// Stops accepting connections there; those accepted before go on.
    package func removeListener(_ address: ListenAddress) async throws(EngineError) {
        guard let listeners = running.withLock({ $0?.listeners }) else {
            throw EngineError("the engine is not running")
        }
        try await listeners.close(address)
    }

    // MARK: - Recording and replay

    /// While false, clients' traffic passes and is not recorded; replays are.
    package var isRecording: Bool {
        get { running.withLock { $0?.services.isRecording } ?? true }
        set { running.withLock { $0?.services.isRecording = newValue } }
    }

    /// Sends a request as a flow of its own and does not wait for the answer; what comes of it is seen in the store.
    ///
    /// Reads the body where it is in a file: not for a thread that must not wait for a disk.
    ///
    /// - Parameter origin: the flow it was made from, if any.
    package func replay(_ request: Request, of origin: FlowID?, isEdited: Bool) -> FlowID {
        let id = store.makeID()
        var flow = Flow(id: id, source: .replay(of: origin), request: request, started: .now)
        flow.isEdited = isEdited
        if let body = request.body {
            guard let inMemory = body.inMemory else {
                let reason = body.absence ?? "body could not be read back from the disk"
                return fail(flow, FlowError(.badRequest, "the request cannot be sent: \(reason)"))
            }
            flow.request.body = inMemory
        }
        guard let running = running.withLock({ $0 }), let loop = running.loops.randomElement() else {
            return fail(flow, FlowError(.connectFailed, "the engine is not running"))
        }
        loop.replay(flow)
        return id
    }

    private func fail(_ flow: Flow, _ error: FlowError) -> FlowID {
        var flow = flow
        flow.error = error
        flow.timing.finished = .now
        store.record(flow)
        return flow.id
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
}

/// An `EngineLoop` for those who are not on it.
struct EngineLoopHandle: Sendable {
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

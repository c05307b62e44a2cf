import Dispatch
import FlowKit
import Foundation
import InspectorUI
import Logging
import ProxyEngine

/// Everything behind a running proxy: the certificate authority, the store, the rules, the log and the engine.
final class ProxySession: Sendable {
    let directories: Directories
    let settings: Settings
    let authority: CertificateAuthority
    let store: FlowStore
    let rules: RuleBook
    let passThrough: PassThroughBook
    let log: ProgramLog
    let logger: Logger
    private let rulesFile: RulesFile
    private let engine: ProxyEngine

    /// Loads what is on disk; nothing listens yet.
    ///
    /// - Parameters:
    ///   - keepsRules: false where the user's rules are neither read nor changed.
    ///   - reserve: bytes of the memory that the flows recorded are not to take.
    ///   - listener: gets what is logged from now on.
    init(
        settings: Settings,
        directories: Directories,
        keepsRules: Bool = true,
        reserve: Int = 0,
        logTo listener: @escaping @Sendable (ProgramLog.Line) -> Void
    ) throws {
        self.directories = directories
        self.settings = settings
        log = ProgramLog(file: try Self.logFile(settings, directories), level: settings.logLevel)
        log.listen(listener)
        let logger = log.makeLogger()
        self.logger = logger
        do {
            authority = try .load(settings.authority, orMakeIn: directories.data)
        } catch {
            throw ProgramError(error.description)
        }
        for warning in authority.warnings { logger.warning("\(warning)") }
        if settings.memory < FlowStore.leastProcessBudget {
            let least = "it takes some 40 MiB with no flow at all (64M is the least that is held to)"
            logger.warning("--memory: Sluice will take more than \(Format.byteCount(settings.memory)): \(least)")
        }
        store = FlowStore(
            budget: settings.memory,
            reserve: FlowStore.processReserve(of: settings.memory) + reserve,
            spill: Self.spilling(settings, directories, logger)
        )
        rules = RuleBook()
        passThrough = PassThroughBook(settings.passThrough)
        let path = keepsRules ? directories.rulesFile : nil
        rulesFile = try RulesFile(path: path, book: rules, blocking: settings.blocks) { logger.warning("\($0)") }
        engine = ProxyEngine(
            configuration: settings.engine,
            store: store,
            rules: rules,
            passThrough: passThrough,
            authority: authority,
            logger: logger
        )
    }

    /// Begins to listen, and says in the log what one should know about it.
    ///
    /// - Returns: the address clients connect to.
    func start() throws(ProgramError) -> ListenAddress {
        DescriptorLimit.raise()
        let engine = engine
        let result = waitFor { () async -> Result<ListenAddress, EngineError> in
            do throws(EngineError) { return .success(try await engine.start()) } catch { return .failure(error) }
        }
        switch result {
        case .failure(let error): throw ProgramError(error.description)
        case .success(let address):
            if settings.engine.isUpstreamVerificationOff { logger.warning("certificates of servers are not verified") }
            for listener in listeners where listener.problem == nil { warn(of: listener.spec) }
            return address
        }
    }

    /// All ways in, with what became of them.
    var listeners: [ListenerStatus] { engine.listeners }

    /// Begins to listen in one more place.
    func listen(_ spec: ListenerSpec) -> ListenerStatus {
        let engine = engine
        let status = waitFor { await engine.addListener(spec) }
        if let problem = status.problem { logger.error("\(problem)") } else { warn(of: status.spec) }
        return status
    }

    func stopListening(on address: ListenAddress) throws(ProgramError) {
        let engine = engine
        let problem = waitFor { () async -> EngineError? in
            do throws(EngineError) {
                try await engine.removeListener(address)
                return nil
            } catch {
                return error
            }
        }
        if let problem { throw ProgramError(problem.description) }
    }

    private func warn(of spec: ListenerSpec) {
        guard !Self.isLoopback(spec.address.host) else { return }
        let isForAnybody = settings.engine.proxyAuthentication == nil || spec.mode.needsNoPassword
        if isForAnybody { logger.warning("whoever can reach \(spec.address) can use this proxy") }
    }

    /// Ends all traffic; flows that were open end with an error that says so. Saves what is to be saved.
    func stop() {
        let engine = engine
        // All flows have their end at once; peers that do not answer a TLS farewell are not waited for.
        waitFor(atMost: .milliseconds(500)) { await engine.stop() }
        rulesFile.flush()
    }

    func replay(_ request: Request, of origin: FlowID?, isEdited: Bool) -> FlowID {
        engine.replay(request, of: origin, isEdited: isEdited)
    }

    /// Sends a message into an open WebSocket.
    ///
    /// - Throws: why it cannot be sent.
    func inject(
        _ message: OutgoingMessage,
        into id: FlowID,
        toward receiver: StreamMessage.Sender
    ) async throws(EngineError) {
        try await engine.inject(message, into: id, toward: receiver)
    }

    /// While false, traffic passes and is not recorded.
    var isRecording: Bool {
        get { engine.isRecording }
        set { engine.isRecording = newValue }
    }

    /// Bodies go to a file in the state directory, which is on a disk where a directory for temporary files may be memory.
    private static func spilling(_ settings: Settings, _ directories: Directories, _ logger: Logger) -> SpillOptions? {
        guard settings.spill > 0 else { return nil }
        // Where it cannot be made, opening the file says why.
        try? AtomicFile.makeDirectory(directories.state)
        let queue = DispatchQueue(label: "spilling", qos: .utility)
        return SpillOptions(
            directory: directories.state,
            limit: settings.spill,
            schedule: { job in queue.async(execute: job) },
            notice: { logger.warning("\($0)") }
        )
    }

    private static func logFile(_ settings: Settings, _ directories: Directories) throws(ProgramError) -> LogFile? {
        if let path = settings.logFile { return try LogFile(path: path) }
        // Without a place of its own the log goes without a file: a full disk must not keep the proxy from starting.
        return try? LogFile(path: directories.logFile)
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}

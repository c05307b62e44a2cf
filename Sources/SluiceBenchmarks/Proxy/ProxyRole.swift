import ArgumentParser
import FlowKit
import Foundation
import Logging
import ProxyEngine

/// The proxy's process: the engine as `sluice record` runs it, on one event loop; says `ready PORT CERTIFICATE`.
///
/// Answers `account` with the number of flows in the store, the bytes it says they take, and the frames drawn.
struct ProxyRole: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "proxy-role", shouldDisplay: false)

    @Option var processor: Int
    /// Where this proxy's own authority lives.
    @Option var directory: String
    /// A certificate trusted upstream.
    @Option var upstreamAuthority: String
    @Option var budget: Int
    /// Runs the interface too, drawing into memory: its size, such as 120x40.
    @Option var screen: ScreenSize?

    func run() throws {
        Affinity.pin(to: processor)
        signal(SIGPIPE, SIG_IGN)
        let authority = try CertificateAuthority.loadOrCreate(in: directory)
        let store = FlowStore(budget: budget)
        let engine = makeEngine(store, authority)
        let result = waitFor { () async -> Result<ListenAddress, EngineError> in
            do throws(EngineError) { return .success(try await engine.start()) } catch { return .failure(error) }
        }
        let address = try result.get()
        let terminal = screen.map { SinkTerminal(columns: $0.columns, rows: $0.rows) }
        let presented = terminal?.presented
        Thread.detachNewThread {
            Peer.serve(greeting: "\(address.port) \(authority.certificatePath)") { _ in
                let totals = store.snapshot().totals
                return "\(totals.flowCount) \(totals.byteCount) \(presented?.count ?? 0)"
            }
        }
        guard let terminal else { return sleepForever() }
        ScreenSession(store: store, terminal: terminal, listenAddress: "\(address)").run()
    }

    private func makeEngine(_ store: FlowStore, _ authority: CertificateAuthority) -> ProxyEngine {
        var configuration = EngineConfiguration(threadCount: 1)
        configuration.listeners = [.onFreePort]
        configuration.upstreamAuthorityFiles = [upstreamAuthority]
        var logger = Logger(label: "benchmark")
        logger.logLevel = .critical
        return ProxyEngine(
            configuration: configuration,
            store: store,
            rules: RuleBook(),
            authority: authority,
            logger: logger
        )
    }

    /// The thread that answers ends the process.
    private func sleepForever() {
        while true { sleep(1000) }
    }
}

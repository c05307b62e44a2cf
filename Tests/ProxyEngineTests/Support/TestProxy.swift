import FlowKit
import Foundation
import Logging
import ProxyEngine

/// A running engine with a store, rules and an authority of its own.
final class TestProxy: Sendable {
    let engine: ProxyEngine
    let store: FlowStore
    let rules = RuleBook()
    let passThrough: PassThroughBook
    let port: Int
    let authority: CertificateAuthority
    private let directory: String

    init(
        budget: Int = 1 << 30,
        passThrough: PassThroughSet = PassThroughSet(),
        _ change: (inout EngineConfiguration) -> Void = { _ in }
    ) async throws {
        self.passThrough = PassThroughBook(passThrough)
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-\(UUID().uuidString)").path
        authority = try CertificateAuthority.loadOrCreate(in: directory)
        var configuration = EngineConfiguration(threadCount: 1)
        configuration.listeners = [.onFreePort]
        change(&configuration)
        store = FlowStore(budget: budget)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        engine = ProxyEngine(
            configuration: configuration,
            store: store,
            rules: rules,
            passThrough: self.passThrough,
            authority: authority,
            logger: logger
        )
        port = try await engine.start().port
    }

    deinit {
        let engine = engine
        Task { await engine.stop() }
        try? FileManager.default.removeItem(atPath: directory)  // a temporary directory: what is left is the system's
    }

    func connect() throws -> Socket { try Socket(connectingTo: port) }

    var authorityPath: String { authority.certificatePath }

    /// The flows once `isReady` holds for them; fails by returning what there is after a minute.
    ///
    /// Blocks like the sockets do: a test that suspends stands behind all that have not begun, for longer than its origin waits.
    func flows(until isReady: ([Flow]) -> Bool) async -> [Flow] {
        blockingFlows(until: isReady)
    }

    private func blockingFlows(until isReady: ([Flow]) -> Bool) -> [Flow] {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            var flows: [Flow] = []
            store.snapshot().forEach { flows.append($0) }
            if isReady(flows) || ContinuousClock.now > deadline { return flows }
            Thread.sleep(forTimeInterval: 0.002)
        }
    }

    /// The flows when `count` of them are finished.
    func finishedFlows(_ count: Int) async -> [Flow] {
        await flows { $0.count { $0.isFinished } >= count }
    }
}

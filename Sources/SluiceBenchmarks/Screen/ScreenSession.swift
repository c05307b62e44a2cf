import FlowKit
import InspectorUI
import Synchronization
import TerminalKit

/// The real interface over a store: indexer, runtime, update and view, as the program wires them.
final class ScreenSession {
    private let inspector: Inspector
    private let work: [Task<Void, Never>]
    private let counted = CountedFlows()

    /// - Parameter showsEndpoints: shows the endpoint table instead of the list, as after its key.
    init(store: FlowStore, terminal: SinkTerminal, listenAddress: String, showsEndpoints: Bool = false) {
        let model = Model(
            size: terminal.size,
            now: .now,
            proxy: ProxyStatus(listenAddress: listenAddress)
        )
        var endpoints: EndpointIndexer?
        // The only effects there are: one key is pressed at most.
        inspector = Inspector(terminal: terminal, model: model, clock: { .now }) { effect in
            if case .countEndpoints(let query) = effect { endpoints?.count(by: query) }
        }
        let mailbox = inspector.mailbox
        let counter = EndpointIndexer { [counted] table in
            counted.take(table)
            mailbox.post(.endpoints(table))
        }
        endpoints = counter
        let indexer = FlowIndexer(store: store, context: { FilterContext(now: .now) }) { listing in
            mailbox.post(.listing(listing))
            counter.follow(listing)
        }
        work = [Task.detached { await indexer.run() }, Task.detached(priority: .utility) { await counter.run() }]
        if showsEndpoints { terminal.press("t") }
    }

    deinit {
        for task in work { task.cancel() }
    }

    /// One round of the interface.
    func step() {
        inspector.step()
    }

    /// Runs on the calling thread until the terminal ends it.
    func run() {
        inspector.run()
    }

    /// What the list shows now.
    var shownCount: Int { inspector.model.list.rows.count }

    /// The flows in the endpoint table.
    var countedCount: Int { counted.count }
}

/// How many flows the last endpoint table is about.
private final class CountedFlows: Sendable {
    private let value = Atomic<Int>(0)

    func take(_ table: EndpointTable) {
        value.store(table.rows.reduce(0) { $0 + $1.count }, ordering: .relaxed)
    }

    var count: Int { value.load(ordering: .relaxed) }
}

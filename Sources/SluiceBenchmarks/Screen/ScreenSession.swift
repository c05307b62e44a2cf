import FlowKit
import InspectorUI

/// The real interface over a store: indexer, runtime, update and view, as the program wires them.
final class ScreenSession {
    private let inspector: Inspector
    private let indexing: Task<Void, Never>

    init(store: FlowStore, terminal: SinkTerminal, listenAddress: String) {
        let model = Model(
            size: terminal.size,
            now: .now,
            proxy: ProxyStatus(listenAddress: listenAddress)
        )
        // Nobody presses a key, so there are no effects to carry out.
        inspector = Inspector(terminal: terminal, model: model, clock: { .now }, perform: { _ in })
        let mailbox = inspector.mailbox
        let indexer = FlowIndexer(store: store, context: { FilterContext(now: .now) }) { mailbox.post(.listing($0)) }
        indexing = Task.detached { await indexer.run() }
    }

    deinit {
        indexing.cancel()
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
}

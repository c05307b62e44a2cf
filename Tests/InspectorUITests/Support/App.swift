import FlowKit
import InspectorUI
import TerminalKit
import Testing

/// The real runtime on a terminal in memory, with a real store behind it.
final class App {
    let terminal: MemoryTerminal
    let store: FlowStore
    private(set) var effects: [Effect] = []
    /// The wall clock; stands still unless a test moves it.
    var now = Timestamp(nanoseconds: 1_767_264_127_000_000_000)  // 2026-01-01 10:42:07 UTC
    private var index = FlowIndex()
    private var version = 0
    /// What is counted, and how.
    private(set) var endpointQuery: EndpointQuery?
    private var endpointIndex = EndpointIndex()
    let rules = RuleBook()
    /// False where a test answers itself.
    var answersSearches = true
    /// False where what takes time is still under way: nothing is made of flows.
    var answersJobs = true
    private let desk: RuleDesk
    private var runtime: Inspector?

    init(
        columns: Int = 80,
        rows: Int = 24,
        flows: [Flow] = [],
        budget: Int = 1 << 30,
        spill: SpillOptions? = nil,
        theme: Theme = .standard,
        proxy: ProxyStatus = ProxyStatus(listenAddress: "127.0.0.1:8080")
    ) {
        terminal = MemoryTerminal(columns: columns, rows: rows)
        terminal.whenIdle = { [] }
        store = FlowStore(budget: budget, spill: spill)
        desk = RuleDesk(rules)
        let model = Model(size: terminal.size, now: now, theme: theme, proxy: proxy)
        runtime = Inspector(
            terminal: terminal,
            model: model,
            clock: { [unowned self] in now },
            perform: { [unowned self] in perform($0) }
        )
        record(flows)
    }

    var inspector: Inspector {
        guard let runtime else { preconditionFailure("set in init") }
        return runtime
    }

    var model: Model { inspector.model }
    var screen: String { terminal.text }

    func line(_ row: Int) -> String { terminal.screen.text(row: row) }

    /// Presses keys as the key table writes them: `j`, `ctrl d`, `enter`.
    func press(_ specs: String...) {
        for spec in specs {
            guard let key = KeySpec.parse(spec) else {
                Issue.record("no such key: \(spec)")
                return
            }
            send(.key(key))
        }
    }

    func type(_ text: String) {
        for character in text { send(.key(Key(.character(character)))) }
    }

    func send(_ events: TerminalEvent...) {
        for event in events {
            if case .resize(let size) = event {
                terminal.resize(columns: size.columns, rows: size.rows)
            } else {
                terminal.send(event)
            }
            settle()
        }
    }

    /// Time passes.
    func wait(_ duration: Duration) {
        now = now + duration
        settle()
    }

    /// Flows arrive.
    func record(_ flows: [Flow]) {
        for flow in flows { store.record(flow) }
        publish()
    }

    func post(_ message: UIMessage) {
        inspector.mailbox.post(message)
        settle()
    }

    private func publish() {
        inspector.mailbox.post(.listing(listing()))
        countEndpoints()
        settle()
    }

    /// Rounds until nothing is left to do, and the frame after them.
    private func settle() {
        // Effects answer at once, and an answer may have an effect.
        for _ in 0..<3 { inspector.step() }
        inspector.drawIfChanged(at: now)
    }

    /// What the executable does with effects, as far as the store is concerned.
    private func perform(_ effect: Effect) {
        effects.append(effect)
        switch effect {
        case .mark(let ids, let isMarked): store.mark(ids, isMarked: isMarked)
        case .remove(let ids): store.remove(ids)
        case .restore(let ids, let snapshot): store.restore(ids.compactMap { snapshot[$0] })
        case .render(let job): return inspector.mailbox.post(.rendered(job.run()))
        case .readColumns(let job): return inspector.mailbox.post(.columnsRead(job.run()))
        case .list(let listing): return inspector.mailbox.post(.listed(listing.run()))
        case .scan(let scan): return inspector.mailbox.post(.scanned(scan.run()))
        case .search(let job) where answersSearches: return inspector.mailbox.post(.searched(job.run()))
        case .compose(let job) where answersJobs: return inspector.mailbox.post(.composed(job.run()))
        case .makeEditable(let job) where answersJobs: return inspector.mailbox.post(.editable(job.run()))
        case .count(let count): return inspector.mailbox.post(.counted(count.run()))
        case .changeRules(let change):
            if let notice = desk.apply(change) { inspector.mailbox.post(.notice(notice)) }
            return inspector.mailbox.post(.rules(RuleStatus(rules)))
        case .setFilter(let filter, _): index.setFilter(filter)
        case .setOrder(let order): index.sort(by: order)
        case .countEndpoints(let query):
            endpointQuery = query
            return countEndpoints()
        default: return
        }
        inspector.mailbox.post(.listing(listing()))
        countEndpoints()
    }

    /// What an `EndpointIndexer` does.
    private func countEndpoints() {
        guard let query = endpointQuery else { return }
        if query.grouping != endpointIndex.grouping || query.overrides != endpointIndex.overrides {
            endpointIndex = EndpointIndex(grouping: query.grouping, overrides: query.overrides)
        }
        endpointIndex.update(to: listing())
        inspector.mailbox.post(.endpoints(endpointIndex.table(query.order, version: version)))
    }

    private func listing() -> FlowListing {
        index.update(to: store.snapshot(), context: FilterContext(now: now))
        version += 1
        return index.listing(version: version)
    }
}

/// Expects the whole screen, or its first rows; trailing spaces do not count.
func expectScreen(
    _ app: App,
    _ expected: String,
    from first: Int = 0,
    rows: Int? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let all = app.screen.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let shown = Array(all.dropFirst(first).prefix(rows ?? all.count))
    let lines = expected.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let same = shown == lines
    #expect(same, "the screen is\n\(app.screen)", sourceLocation: sourceLocation)
}

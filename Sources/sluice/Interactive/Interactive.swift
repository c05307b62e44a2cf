import CursesTerminal
import FlowKit
import Foundation
import InspectorUI
import Logging
import ProxyEngine
import Synchronization

/// The interface on a real terminal, wired to a proxy.
///
/// `run` is to be called on the main thread, which it holds until the person quits.
struct Interactive {
    let session: ProxySession
    private let filter: Filter
    private let schema: ProtobufSchema
    private let log: EarlyLog

    /// Loads what a session needs. What goes wrong is told on standard error, for the screen is not taken yet.
    init(settings: Settings, keepsRules: Bool = true) throws {
        // Nothing of this makes sense into a file: say so before anything listens.
        guard Standard.output.isTerminal else {
            throw UsageError(
                "standard output is not a terminal (use sluice record, which writes text, JSON lines or HAR)"
            )
        }
        signal(SIGPIPE, SIG_IGN)
        filter = try settings.parsedFilter()
        schema = try settings.schema()
        let log = EarlyLog()
        self.log = log
        session = try ProxySession(settings: settings, directories: .current, keepsRules: keepsRules) { log.take($0) }
    }

    /// Starts the proxy and shows the screen until the person quits.
    ///
    /// - Parameter whenListening: told where clients connect, before the screen is taken.
    func run(whenListening: (ListenAddress) throws -> Void = { _ in }) throws {
        let address = try session.start()
        defer { session.stop() }
        try whenListening(address)
        let terminal: CursesTerminal
        do {
            terminal = try CursesTerminal()
        } catch {
            throw ProgramError(error.description)
        }
        defer { terminal.close() }
        show(on: terminal)
    }

    private func show(on terminal: CursesTerminal) {
        let utcOffset = TimeZone.current.secondsFromGMT()
        let history = HistoryFile(path: session.directories.historyFile)
        let earlier = history.load()
        let endpointsFile = EndpointsFile(path: session.directories.endpointsFile)
        let model = Model(
            size: terminal.size,
            now: .now,
            proxy: session.proxyStatus,
            utcOffset: utcOffset,
            filter: filter,
            schema: schema,
            overrides: endpointsFile.overrides,
            histories: earlier
        )
        var runner: EffectRunner?
        let inspector = Inspector(terminal: terminal, model: model, clock: { .now }, perform: { runner?.perform($0) })
        let mailbox = inspector.mailbox
        let hits = HitReport(session.rules, mailbox)
        let store = session.store
        let signatures = BodySignatures(byteLimit: store.budget / 16)
        let endpoints = EndpointIndexer { mailbox.post(.endpoints($0)) }
        let indexer = FlowIndexer(
            store: store,
            context: { FilterContext(now: .now, utcOffset: utcOffset, signatures: signatures) },
            publish: { listing in
                mailbox.post(.listing(listing))
                endpoints.follow(listing)
                hits.report()
            }
        )
        indexer.setFilter(filter)
        let searcher = FlowSearcher(store: store, signatures: signatures)
        runner = EffectRunner(
            session: session,
            indexer: indexer,
            endpoints: endpoints,
            endpointsFile: endpointsFile,
            searcher: searcher,
            terminal: terminal,
            mailbox: mailbox
        )
        if let problem = endpointsFile.problem { mailbox.post(.notice(Notice(problem, level: .warning))) }
        log.forward { mailbox.post(.log([$0])) }
        let passThrough = session.passThrough
        passThrough.observe { mailbox.post(.passThrough(passThrough.current)) }
        mailbox.post(.passThrough(passThrough.current))
        session.rules.observe { hits.reportChange() }
        session.store.onFinish(readsBodies: false) { flow in
            if flow.blockedBy != nil { hits.note() }
            if let notice = Notice(pinningIn: flow) { mailbox.post(.notice(notice)) }
        }
        hits.reportChange()
        let indexing = Task.detached { await indexer.run() }
        let counting = Task.detached(priority: .utility) { await endpoints.run() }
        let signing = Task.detached(priority: .utility) { await signatures.follow(store) }
        inspector.run()
        indexing.cancel()
        counting.cancel()
        signing.cancel()
        searcher.stop()
        runner?.finish()
        guard inspector.model.histories != earlier else { return }
        do { try history.save(inspector.model.histories) } catch {
            session.logger.warning("history not kept: \(error)")
        }
    }
}

/// Tells the interface of the rules: after a change at once, of hits as often as it gets a listing.
private final class HitReport: Sendable {
    private let rules: RuleBook
    private let mailbox: Mailbox<UIMessage>
    private let hasHits = Atomic<Bool>(false)

    init(_ rules: RuleBook, _ mailbox: Mailbox<UIMessage>) {
        self.rules = rules
        self.mailbox = mailbox
    }

    /// A rule has hit; called where traffic is carried, so it only takes note.
    func note() {
        hasHits.store(true, ordering: .relaxed)
    }

    func report() {
        guard hasHits.exchange(false, ordering: .relaxed) else { return }
        reportChange()
    }

    func reportChange() {
        mailbox.post(.rules(RuleStatus(rules)))
    }
}

/// Log lines that come before there is a screen, and then the way to it.
private final class EarlyLog: Sendable {
    private struct State {
        var waiting: [LogLine] = []
        var forward: (@Sendable (LogLine) -> Void)?
    }

    private let state = Mutex(State())

    func take(_ line: ProgramLog.Line) {
        let line = LogLine(time: line.time, level: Self.level(line.level), text: line.text)
        let forward = state.withLock { state in
            if state.forward == nil { state.waiting.append(line) }
            return state.forward
        }
        forward?(line)
    }

    func forward(_ body: @escaping @Sendable (LogLine) -> Void) {
        let waiting = state.withLock { state in
            state.forward = body
            defer { state.waiting = [] }
            return state.waiting
        }
        for line in waiting { body(line) }
    }

    private static func level(_ level: Logger.Level) -> LogLine.Level {
        switch level {
        case .trace, .debug: .debug
        case .info, .notice: .info
        case .warning: .warning
        case .error, .critical: .error
        }
    }
}

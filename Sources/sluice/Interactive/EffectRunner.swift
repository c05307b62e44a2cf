import Dispatch
import FlowKit
import InspectorUI
import ProxyEngine
import TerminalKit

/// Does what the interface asks of the world. Lives on the UI's thread, which never waits for it, but for an editor.
final class EffectRunner {
    private let session: ProxySession
    private let indexer: FlowIndexer
    private let endpoints: EndpointIndexer
    private let endpointsFile: EndpointsFile
    private let searcher: FlowSearcher
    private let terminal: any Terminal
    private let mailbox: Mailbox<UIMessage>
    private let desk: RuleDesk
    private let clipboard: Clipboard
    /// Rendering, counting, and what else is made of flows, one after the other.
    private let work = DispatchQueue(label: "rendering", qos: .userInitiated)
    /// What changes the store or writes files, in the order it was asked for.
    private let changes = DispatchQueue(label: "changes")
    /// Replays, whose bodies may have to be read first.
    private let sending = DispatchQueue(label: "sending", qos: .userInitiated)

    init(
        session: ProxySession,
        indexer: FlowIndexer,
        endpoints: EndpointIndexer,
        endpointsFile: EndpointsFile,
        searcher: FlowSearcher,
        terminal: any Terminal,
        mailbox: Mailbox<UIMessage>
    ) {
        self.session = session
        self.indexer = indexer
        self.endpoints = endpoints
        self.endpointsFile = endpointsFile
        self.searcher = searcher
        self.terminal = terminal
        self.mailbox = mailbox
        desk = RuleDesk(session.rules)
        clipboard = Clipboard(environment: .current, fallback: session.directories.state + "/clipboard")
    }

    func perform(_ effect: Effect) {
        let (store, mailbox) = (session.store, mailbox)
        switch effect {
        case .quit, .redraw, .suspend: break  // the inspector's own
        case .setFilter(let filter, let id): indexer.setFilter(filter, near: id)
        case .setOrder(let order): indexer.setOrder(order)
        case .countEndpoints(let query): endpoints.count(by: query)
        case .keepOverrides(let overrides):
            let file = endpointsFile
            changes.async { if let problem = file.save(overrides) { mailbox.post(.notice(.error(problem))) } }
        case .search(let job): searcher.start(job) { mailbox.post(.searched($0)) }
        case .stopSearch: searcher.stop()
        case .mark(let ids, let isMarked): changes.async { store.mark(ids, isMarked: isMarked) }
        case .remove(let ids): changes.async { store.remove(ids) }
        case .restore(let ids, let snapshot): changes.async { store.restore(ids.lazy.compactMap { snapshot[$0] }) }
        case .replay(let request, let origin, let isEdited):
            sending.async { [session] in _ = session.replay(request, of: origin, isEdited: isEdited) }
        case .inject(let message, let id, let receiver): inject(message, into: id, toward: receiver)
        case .setRecording(let isPaused):
            session.isRecording = !isPaused
            mailbox.post(.proxy(session.proxyStatus))
        case .addListener(let spec): changeListeners { $0.addListener(spec) }
        case .removeListener(let address): changeListeners { $0.removeListener(address) }
        case .changeRules(let change):
            if let notice = desk.apply(change) { mailbox.post(.notice(notice)) }
        case .setPassThrough(let entry, isOn: true): session.passThrough.insert(entry, at: .now)
        case .setPassThrough(let entry, isOn: false): session.passThrough.remove(entry)
        case .render(let job): work.async { mailbox.post(.rendered(job.run())) }
        case .readColumns(let job): work.async { mailbox.post(.columnsRead(job.run())) }
        case .list(let listing): work.async { mailbox.post(.listed(listing.run())) }
        case .scan(let scan): work.async { mailbox.post(.scanned(scan.run())) }
        case .count(let count): work.async { mailbox.post(.counted(count.run())) }
        case .compose(let job): work.async { mailbox.post(.composed(job.run())) }
        case .makeEditable(let job): work.async { mailbox.post(.editable(job.run())) }
        case .editExternally(let text, let id): edit(text, of: id)
        case .copy(let bytes, let what): copy(bytes, what)
        case .save(let job): changes.async { mailbox.post(SavedFile.write(job)) }
        }
    }

    /// Waits until what was asked for has been written.
    func finish() {
        changes.sync {}
    }

    private func changeListeners(_ change: @escaping @Sendable (ProxySession) -> Notice) {
        let (session, mailbox) = (session, mailbox)
        changes.async {
            let notice = change(session)
            mailbox.post(.proxy(session.proxyStatus))
            mailbox.post(.notice(notice))
        }
    }

    private func inject(_ message: OutgoingMessage, into id: FlowID, toward receiver: StreamMessage.Sender) {
        let (session, mailbox) = (session, mailbox)
        Task.detached {
            var obstacle: String?
            do throws(EngineError) {
                try await session.inject(message, into: id, toward: receiver)
            } catch {
                obstacle = error.description
            }
            mailbox.post(.injected(id, obstacle: obstacle))
        }
    }

    private func copy(_ bytes: [UInt8], _ what: String) {
        switch clipboard.route(byteCount: bytes.count) {
        case .terminal(let wrapping):
            terminal.sendControl(wrapping.sequence(for: bytes))
            mailbox.post(.notice(Notice("\(what) sent to the terminal's clipboard")))
        case .other(let routes):
            let (clipboard, mailbox) = (clipboard, mailbox)
            changes.async { mailbox.post(.notice(clipboard.copy(bytes, what, by: routes))) }
        }
    }

    private func edit(_ text: String, of id: FlowID) {
        var outcome: ExternalEditor.Outcome?
        terminal.suspend { outcome = ExternalEditor(.current).edit(text) }
        switch outcome {
        case .saved(let text): mailbox.post(.externallyEdited(id, text: text))
        case .unchanged: mailbox.post(.notice(Notice("the editor left the text as it was")))
        case .failed(let reason): mailbox.post(.notice(.error(reason)))
        case nil: break
        }
    }
}

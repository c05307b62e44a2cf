package import FlowKit

/// What the interface asks of the world, as data; the executable does it and answers with a message where there is one.
package enum Effect: Equatable, Sendable {
    // The interface itself.
    case quit
    /// Draw every cell again.
    case redraw
    /// Stop like ^Z does, until the shell continues us.
    case suspend

    // The list.
    /// Judging begins at that flow, which is on the screen; `nil`: at the newest.
    case setFilter(Filter, near: FlowID?)
    case setOrder(SortOrder)

    // The endpoints.
    /// Count what the list shows, and answer with `.endpoints` from time to time; `nil`: nobody wants to know any more.
    case countEndpoints(EndpointQuery?)
    /// Write down what was decided about path templates.
    case keepOverrides(EndpointOverrides)

    // The search through bodies.
    /// Search these flows, in place of those being searched; answered by `.searched` as it goes on and at its end.
    case search(SearchJob)
    /// End the search under way; its last answer says that.
    case stopSearch

    // The store.
    case mark([FlowID], isMarked: Bool)
    case remove([FlowID])
    /// Put back what was removed, as it stood in the snapshot.
    case restore([FlowID], from: FlowSnapshot)

    // The proxy.
    case replay(Request, of: FlowID?, isEdited: Bool)
    case setRecording(isPaused: Bool)
    /// Answered by `.proxy` and a notice.
    case addListener(ListenerSpec)
    /// Answered by `.proxy` and a notice.
    case removeListener(ListenAddress)
    /// Send a message into an open WebSocket, as if the other end had; answered by `.injected`.
    case inject(OutgoingMessage, into: FlowID, toward: StreamMessage.Sender)

    /// Relay these hosts' tunnels unread from now on, or intercept them again; what is so then comes as a message.
    case setPassThrough(PassThroughSet.Entry, isOn: Bool)

    /// Done by `RuleDesk`; the new rules come as a message.
    case changeRules(RuleChange)

    // Work that takes time: done on another thread, one after the other.
    /// Answered by `.rendered(job.run())`, always.
    case render(DetailJob)
    /// Answered by `.columnsRead(job.run())`, always.
    case readColumns(ColumnJob)
    /// Answered by `.listed(listing.run())`, always.
    case list(MessageListing)
    /// Answered by `.scanned(scan.run())`, always.
    case scan(MessageScan)
    /// Answered by `.counted(count.run())`.
    case count(BlockCount)
    /// Answered by `.composed(job.run())`, always.
    case compose(CopyJob)
    /// Answered by `.editable(job.run())`, always.
    case makeEditable(EditJob)
    /// Give the terminal to `$VISUAL` or `$EDITOR` with this text in a file; answered by `.externallyEdited` where it
    /// was saved and by a notice where that did not work. Traffic flows on meanwhile.
    case editExternally(String, of: FlowID)

    // The desktop.
    /// Put bytes on the clipboard; `what` names them in the notice that follows.
    case copy([UInt8], what: String)
    /// Write `job.run()`, made on another thread; answered by a notice, or by `.fileExists(job)`.
    case save(SaveJob)
}

extension FlowSnapshot: Equatable {
    /// Snapshots of one store are equal when nothing changed between them.
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.version == rhs.version && lhs.totals == rhs.totals
    }
}

package import FlowKit
package import TerminalKit

/// What the interface is told: all that ever changes the model.
package enum UIMessage: Sendable {
    case terminal(TerminalEvent)
    /// The wall clock; comes before every other message of a round.
    case time(Timestamp)
    /// What is recorded now, and what of it the list shows.
    case listing(FlowListing)
    /// What `Effect.countEndpoints` asked for.
    case endpoints(EndpointTable)
    /// What the proxy reports about itself.
    case proxy(ProxyStatus)
    /// The rules, after a change to them or a hit.
    case rules(RuleStatus)
    /// What is not intercepted, after a change.
    case passThrough(PassThroughSet)
    case log([LogLine])
    /// A page that `Effect.render` asked for.
    case rendered(DetailResult)
    /// What `Effect.readColumns` asked for.
    case columnsRead(ColumnJob.Answer)
    /// What `Effect.list` asked for.
    case listed(MessageListing.Answer)
    /// What `Effect.scan` asked for.
    case scanned(MessageScan.Answer)
    /// What `Effect.search` has found since it said so last.
    case searched(SearchReport)
    /// How `Effect.inject` ended; `nil`: the message went out.
    case injected(FlowID, obstacle: String?)
    /// What `Effect.count` asked for.
    case counted(BlockCount.Answer)
    /// What `Effect.compose` asked for: to be copied.
    case composed(CopyJob.Answer)
    /// What `Effect.makeEditable` asked for.
    case editable(EditJob.Answer)
    /// `Effect.save` found a file of that name.
    case fileExists(SaveJob)
    /// The text `Effect.editExternally` gave away, as it came back.
    case externallyEdited(FlowID, text: String)
    /// How an effect ended, in words for the message line.
    case notice(Notice)
}

extension UIMessage: MailboxMessage {
    /// States replace what they make stale, lines join: a mailbox that nobody empties stays small.
    package mutating func absorb(_ later: Self) -> Bool {
        switch (self, later) {
        case (.time, .time), (.listing, .listing), (.endpoints, .endpoints), (.proxy, .proxy), (.rules, .rules),
            (.passThrough, .passThrough):
            self = later
            return true
        case (.log(let lines), .log(let more)):
            self = .log((lines + more).suffix(LogModel.capacity))
            return true
        case (.searched(var report), .searched(let later)):
            guard report.absorb(later) else { return false }
            self = .searched(report)
            return true
        default:
            return false
        }
    }
}

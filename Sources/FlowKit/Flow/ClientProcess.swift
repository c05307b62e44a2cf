import Synchronization

/// The process at the client's end of a connection: found a moment after the connection was made, and then for good.
package final class ClientProcess: Sendable {
    package enum State: Hashable, Sendable {
        /// Being looked up.
        case pending
        case found(Owner)
        /// Cannot be known; why, in words such as `the client is on another machine`.
        case unknown(String)
    }

    /// Who owns a socket.
    package struct Owner: Hashable, Sendable {
        package let id: Int
        /// As the system lists it, such as `curl`.
        package let name: String
        /// The program's path; empty where that may not be seen.
        package let path: String

        package init(id: Int, name: String, path: String = "") {
            self.id = id
            self.name = name
            self.path = path
        }
    }

    /// What flows without a known process are listed under.
    package static let unknownName = "unknown"

    private struct Lookup {
        var state: State
        /// Those that were recorded while it went on.
        var flows: Set<FlowID> = []
    }

    private let lookup: Mutex<Lookup>

    package init(_ state: State = .pending) {
        lookup = Mutex(Lookup(state: state))
    }

    package var state: State { lookup.withLock { $0.state } }

    /// To be called before a flow is recorded: while the lookup goes on, its end is for this flow too.
    package func note(_ id: FlowID) {
        lookup.withLock { if $0.state == .pending { $0.flows.insert(id) } }
    }

    /// Ends the lookup; only the first end counts.
    ///
    /// - Returns: the flows that were noted until now: what they are asked about the process has another answer.
    @discardableResult
    package func resolve(_ state: State) -> Set<FlowID> {
        lookup.withLock { lookup in
            guard lookup.state == .pending else { return [] }
            defer { lookup = Lookup(state: state) }
            return lookup.flows
        }
    }

    package var owner: Owner? {
        if case .found(let owner) = state { owner } else { nil }
    }

    package var name: String? { owner?.name }
}

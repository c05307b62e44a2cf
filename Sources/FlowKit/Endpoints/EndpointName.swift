/// What flows are grouped by, and what a group is called.
package enum FlowGrouping: String, Sendable, CaseIterable {
    case endpoint, host, process, connection
}

/// The name of a group of flows: a line of the endpoint table.
package struct EndpointName: Hashable, Sendable {
    package var grouping: FlowGrouping
    /// Empty but for endpoints.
    package var method: String
    /// As `Origin.authority`; of other groupings, the name of the process or of the connection.
    package var host: String
    /// A `PathTemplate`, maybe with more of it folded; empty but for endpoints.
    package var path: String
    /// The connection's number; 0: none, -1: the group of all that got no group of their own, of this host if it has one.
    package var number: Int

    package init(_ grouping: FlowGrouping, method: String = "", host: String, path: String = "", number: Int = 0) {
        self.grouping = grouping
        self.method = method
        self.host = host
        self.path = path
        self.number = number
    }

    /// What did not get a name of its own because there are too many.
    ///
    /// - Parameter host: what they have in common; empty: nothing.
    package static func others(_ grouping: FlowGrouping, host: String = "") -> EndpointName {
        EndpointName(grouping, host: host, number: -1)
    }

    package var isOthers: Bool { number < 0 }

    /// `GET api.example.com/users/{id}`: what `~endpoint` takes.
    package var text: String {
        [method, path.isEmpty || path.hasPrefix("/") ? host + path : "\(host) \(path)"].filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}

extension EndpointName: Comparable {
    /// Hosts in order, their paths, and the methods of these.
    package static func < (lhs: Self, rhs: Self) -> Bool {
        if lhs.grouping == .connection, lhs.number != rhs.number { return lhs.number < rhs.number }
        if lhs.host != rhs.host { return lhs.host < rhs.host }
        return lhs.path != rhs.path ? lhs.path < rhs.path : lhs.method < rhs.method
    }
}

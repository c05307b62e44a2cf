/// A filter as read.
indirect enum FilterNode: Sendable {
    case term(FilterPredicate, readsBody: Bool)
    case not(FilterNode)
    case and([FilterNode])
    case or([FilterNode])

    func matches(_ flow: Flow, _ context: FilterContext) -> Bool {
        switch self {
        case .term(let predicate, _): predicate(flow, context)
        case .not(let node): !node.matches(flow, context)
        case .and(let nodes): nodes.allSatisfy { $0.matches(flow, context) }
        case .or(let nodes): nodes.contains { $0.matches(flow, context) }
        }
    }

    var readsBody: Bool {
        switch self {
        case .term(_, let readsBody): readsBody
        case .not(let node): node.readsBody
        case .and(let nodes), .or(let nodes): nodes.contains(where: \.readsBody)
        }
    }

    /// What needs no body first: most flows are decided before one has to be decoded.
    static func ordered(_ nodes: [FilterNode]) -> [FilterNode] {
        nodes.filter { !$0.readsBody } + nodes.filter(\.readsBody)
    }
}

/// Whether a flow is what a term asks for.
package typealias FilterPredicate = @Sendable (_ flow: Flow, _ context: FilterContext) -> Bool

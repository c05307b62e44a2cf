/// How a term is answered from the store's columns, for 256 flows at a time.
///
/// It says the same as the term's predicate wherever it says something; flows it cannot tell about are asked themselves.
package indirect enum ColumnTest: Sendable {
    case constant(Bool)
    /// All of some flags and none of others.
    case flags(all: FlowFlags, none: FlowFlags)
    /// Only flows with one of these flags can match, and they have to be asked; not where signatures rule out that a body
    /// has what is required.
    case possible(anyOf: FlowFlags, BodyProbe? = nil)
    case number(NumberColumn, NumberSet)
    case text(TextColumn, Pattern)
    case url(Pattern)
    case endpoint(EndpointPattern)
    /// A connection of one of these sides passes.
    case connection([ConnectionColumn], @Sendable (Connection) -> Bool)
    case started(TimeWindow)
    case not(ColumnTest)
    case any([ColumnTest])

    static func flags(_ all: FlowFlags) -> ColumnTest { .flags(all: all, none: []) }
    static func flags(none: FlowFlags) -> ColumnTest { .flags(all: [], none: none) }
}

/// A column of symbols.
package enum TextColumn: Sendable {
    case method
    case host
    case requestType
    case responseType

    func symbols(_ flows: FlowChunk) -> [Symbol] {
        switch self {
        case .method: flows.columns.method
        case .host: flows.columns.host
        case .requestType: flows.columns.requestType
        case .responseType: flows.columns.responseType
        }
    }

    func table(_ segment: FlowSegment) -> SymbolTable {
        switch self {
        case .method: segment.methods
        case .host: segment.hosts
        case .requestType, .responseType: segment.types
        }
    }

    /// Whether what is listed may read otherwise than the bytes the term is about: as text, where those are not ASCII.
    var isOfWireBytes: Bool {
        switch self {
        case .method, .host: false
        case .requestType, .responseType: true
        }
    }
}

/// A column of connections.
package enum ConnectionColumn: Sendable {
    case client
    case server

    func symbols(_ flows: FlowChunk) -> [Symbol] { self == .client ? flows.columns.client : flows.columns.server }
}

/// What columns say about the flows of a chunk.
struct ColumnAnswer {
    var yes = SlotSet.none
    /// Those to be asked themselves.
    var unsure = SlotSet.none

    var negated: ColumnAnswer { ColumnAnswer(yes: SlotSet.all.subtracting(yes).subtracting(unsure), unsure: unsure) }

    func or(_ other: ColumnAnswer) -> ColumnAnswer {
        let yes = yes.union(other.yes)
        return ColumnAnswer(yes: yes, unsure: unsure.union(other.unsure).subtracting(yes))
    }
}

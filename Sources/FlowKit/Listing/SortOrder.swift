/// What a listing is ordered by. Flows that are equal in it stand in the order they arrived, whichever the direction.
package struct SortOrder: Hashable, Sendable {
    package var column: SortColumn
    package var isDescending: Bool

    package init(_ column: SortColumn, isDescending: Bool = false) {
        self.column = column
        self.isDescending = isDescending
    }

    /// Oldest first.
    package static let standard = SortOrder(.time)
}

/// A column flows can be ordered by.
package enum SortColumn: Hashable, Sendable {
    /// The order in which flows arrived (of a file, its own), which is that of their numbers.
    case time
    /// The name of the client's process: not known until it is found.
    case process
    case method
    case host
    case path
    case status
    case type
    case size
    case duration
    /// A value of JSON bodies. Its key costs the reading of a body the first time it is asked of a flow, and a look-up from
    /// then on: `FlowIndexer` asks for it off the UI's thread first.
    case json(JSONColumn)

    /// What a flow is ordered by in this column: the definition of what `RowKeys` reads from the store's columns.
    func key(of flow: Flow) -> SortKey {
        switch self {
        case .time: .number(Int64(flow.id.rawValue))
        case .process: flow.client?.process?.name.map { SortKey($0) } ?? .unknown
        case .method: SortKey(flow.request.method)
        case .host: SortKey(flow.request.origin.host)
        case .path: SortKey(flow.request.path)
        case .status: SortKey(flow.response?.status)
        case .type: flow.response?.mediaType.map { SortKey($0) } ?? .unknown
        case .size: SortKey(flow.contentByteCount)
        case .duration:
            SortKey(flow.timing.finished?.nanoseconds.subtractingClamped(flow.timing.started.nanoseconds))
        case .json(let column): SortKey(column.value(of: flow))
        }
    }
}

extension SortColumn: CaseIterable {
    /// The columns that every list has.
    package static let allCases: [SortColumn] = [
        .time, .process, .method, .host, .path, .status, .type, .size, .duration,
    ]

    /// As typed behind `:sort`.
    package var name: String {
        if case .json(let column) = self { column.title } else { "\(self)" }
    }

    /// True where a flow's key may cost the reading of its body.
    var readsBody: Bool {
        if case .json = self { true } else { false }
    }
}

/// A value to order by. What is not known yet comes before everything else; texts are ordered by their bytes.
enum SortKey: Hashable, Sendable {
    case unknown
    case number(Int64)
    case text([UInt8])

    init(_ number: (some BinaryInteger)?) {
        self = number.map { .number(Int64(clamping: $0)) } ?? .unknown
    }

    init(_ text: String) {
        self = .text(Array(text.utf8))
    }

    /// Numbers by their value; what a flow does not have is not known.
    init(_ value: JSONColumn.Value) {
        switch value {
        case .unknown, .nothing: self = .unknown
        case .number(let text): self = .number(Self.ordered(Double(text) ?? 0))
        case .text(let text): self.init(text)
        }
    }

    /// A whole number that is ordered as the fraction is.
    private static func ordered(_ value: Double) -> Int64 {
        let bits = Int64(bitPattern: (value == 0 ? 0 : value).bitPattern)
        return bits >= 0 ? bits : Int64.min &- bits
    }
}

extension SortKey: Comparable {
    static func < (lhs: Self, rhs: Self) -> Bool {
        switch (lhs, rhs) {
        case (.unknown, .unknown): false
        case (.unknown, _): true
        case (.number(let lhs), .number(let rhs)): lhs < rhs
        case (.number, .text): true
        case (.text(let lhs), .text(let rhs)): lhs.lexicographicallyPrecedes(rhs)
        case (.number, .unknown), (.text, .unknown), (.text, .number): false
        }
    }
}

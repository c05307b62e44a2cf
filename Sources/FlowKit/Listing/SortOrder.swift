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

/// A column flows can be ordered by; its raw value is its name.
package enum SortColumn: String, Sendable, CaseIterable {
    /// The order in which flows arrived (of a file, its own), which is that of their numbers.
    case time
    case method
    case host
    case path
    case status
    case type
    case size
    case duration

    /// What a flow is ordered by in this column: the definition of what `RowKeys` reads from the store's columns.
    func key(of flow: Flow) -> SortKey {
        switch self {
        case .time: .number(Int64(flow.id.rawValue))
        case .method: SortKey(flow.request.method)
        case .host: SortKey(flow.request.origin.host)
        case .path: SortKey(flow.request.path)
        case .status: SortKey(flow.response?.status)
        case .type: flow.response?.mediaType.map { SortKey($0) } ?? .unknown
        case .size: SortKey(flow.contentByteCount)
        case .duration:
            SortKey(flow.timing.finished?.nanoseconds.subtractingClamped(flow.timing.started.nanoseconds))
        }
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

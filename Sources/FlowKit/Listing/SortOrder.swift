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
    case time
    case method
    case host
    case path
    case status
    case type
    case size
    case duration

    /// What a flow is ordered by in this column.
    func key(of flow: Flow) -> SortKey {
        switch self {
        case .time: .number(flow.timing.started.nanoseconds)
        case .method: .text(flow.request.method)
        case .host: .text(flow.request.origin.host)
        case .path: .text(flow.request.path)
        case .status: SortKey(flow.response?.status)
        case .type: flow.response?.mediaType.map { .text($0) } ?? .unknown
        case .size: SortKey(flow.contentByteCount)
        case .duration:
            SortKey(flow.timing.finished?.nanoseconds.subtractingClamped(flow.timing.started.nanoseconds))
        }
    }
}

/// A value to order by. What is not known yet comes before everything else.
enum SortKey: Comparable, Sendable {
    case unknown
    case number(Int64)
    case text(String)

    init(_ number: (some BinaryInteger)?) {
        self = number.map { .number(Int64(clamping: $0)) } ?? .unknown
    }
}

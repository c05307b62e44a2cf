/// A column of numbers that are known or not.
package enum NumberColumn: Sendable {
    case status
    case port
    case contentByteCount
    case duration
}

extension NumberColumn {
    func answer(_ flows: FlowChunk, _ numbers: NumberSet) -> ColumnAnswer {
        switch self {
        case .status:
            // The first and the last stand for what does not fit as well.
            ColumnAnswer(
                yes: SlotSet(flows.columns.status) { $0 > 1 && $0 < .max && numbers.contains(Int($0)) },
                unsure: SlotSet(flows.columns.status) { $0 == 1 || $0 == .max }
            )
        case .port:
            ColumnAnswer(
                yes: SlotSet(flows.columns.port) { $0 > 0 && $0 < .max && numbers.contains(Int($0)) },
                unsure: SlotSet(flows.columns.port) { $0 == 0 || $0 == .max }
            )
        case .contentByteCount: Self.answer(flows.columns.contentByteCount, numbers)
        case .duration: Self.answer(flows.columns.duration, numbers)
        }
    }

    private static func answer(_ column: [Int64], _ numbers: NumberSet) -> ColumnAnswer {
        ColumnAnswer(yes: SlotSet(column) { $0 != FlowColumns.unknown && numbers.contains(Int($0)) })
    }
}

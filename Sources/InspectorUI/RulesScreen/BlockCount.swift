import FlowKit

/// How many recorded flows a rule would have stopped: as slow as there are flows.
package struct BlockCount: Sendable, Hashable {
    package let expression: String
    let snapshot: FlowSnapshot

    /// Flows that may be counted on the spot.
    static let quickCount = 1_000

    package func run() -> Answer {
        // An expression that is made from a flow can be read; one that cannot stops nothing.
        guard let filter = try? Rule.parseFilter(expression) else { return answer(0) }
        var index = FlowIndex(filter: filter)
        index.update(to: snapshot)
        return answer(index.listing(version: 1).count)
    }

    private func answer(_ count: Int) -> Answer {
        Answer(expression: expression, count: count, total: snapshot.totals.flowCount)
    }

    package struct Answer: Sendable, Hashable {
        let expression: String
        let count: Int
        /// Of so many.
        let total: Int
    }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.expression == rhs.expression && lhs.snapshot == rhs.snapshot
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(expression) }
}

package import FlowKit

/// How to take one act back.
package struct UndoStep: Equatable, Sendable {
    /// What was done, in words: `deleted 3 flows`.
    package var what: String
    package var effects: [Effect]
    /// Bytes this step keeps in memory.
    package var byteCount: Int
    /// A flow that is gone from the store once the act is done; until then the store pays for what this step keeps.
    package var removed: FlowID?

    package init(_ what: String, effects: [Effect], byteCount: Int = 0, removed: FlowID? = nil) {
        self.what = what
        self.effects = effects
        self.byteCount = byteCount
        self.removed = removed
    }
}

/// The acts that can be taken back, newest last.
package struct UndoHistory: Equatable, Sendable {
    private static let capacity = 50

    package private(set) var steps: [UndoStep] = []

    mutating func push(_ step: UndoStep) {
        steps.append(step)
        if steps.count > Self.capacity { steps.removeFirst() }
    }

    mutating func pop() -> UndoStep? {
        steps.popLast()
    }

    /// Forgets the oldest steps until store and steps together keep no more than the store's budget.
    mutating func trim(beside snapshot: FlowSnapshot) {
        if let removed = steps.last?.removed, snapshot[removed] != nil { return }
        let limit = max(0, snapshot.totals.budget - snapshot.totals.byteCount)
        while steps.reduce(0, { $0 + $1.byteCount }) > limit, !steps.isEmpty { steps.removeFirst() }
    }
}

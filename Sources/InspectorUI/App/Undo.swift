import FlowKit

/// How to take one act back.
package struct UndoStep: Equatable, Sendable {
    /// What was done, in words: `deleted 3 flows`.
    package var what: String
    package var effects: [Effect]
    /// Bytes this step keeps in memory.
    package var byteCount: Int

    package init(_ what: String, effects: [Effect], byteCount: Int = 0) {
        self.what = what
        self.effects = effects
        self.byteCount = byteCount
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

    /// Forgets the oldest steps until all together keep no more than this.
    mutating func trim(toByteCount limit: Int) {
        while steps.reduce(0, { $0 + $1.byteCount }) > limit, !steps.isEmpty { steps.removeFirst() }
    }
}

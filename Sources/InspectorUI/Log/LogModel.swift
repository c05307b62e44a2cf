package import FlowKit

/// One line of what the engine says.
package struct LogLine: Hashable, Sendable {
    package enum Level: String, Hashable, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error

        package static func < (lhs: Self, rhs: Self) -> Bool {
            (allCases.firstIndex(of: lhs) ?? 0) < (allCases.firstIndex(of: rhs) ?? 0)
        }
    }

    package var time: Timestamp
    package var level: Level
    package var text: String

    package init(time: Timestamp, level: Level, text: String) {
        self.time = time
        self.level = level
        self.text = text
    }
}

/// The last lines said, newest last.
package struct LogModel: Equatable, Sendable {
    package static let capacity = 10_000

    package private(set) var lines: [LogLine] = []

    package init() {}

    mutating func append(_ more: [LogLine]) {
        lines += more
        // Cut rarely: removing from the front moves all that stays.
        if lines.count > 2 * Self.capacity { lines.removeFirst(lines.count - Self.capacity) }
    }

    mutating func clear() {
        lines = []
    }
}

import FlowKit

/// Looks through some messages for those that match: pure, and as slow as their payloads are long.
package struct MessageScan: Sendable, Equatable {
    /// What was found, and what for.
    package struct Answer: Sendable, Hashable {
        let flow: FlowID
        let questions: [MessageFilter]
        let range: Range<Int>
        let found: [Int]
    }

    let flow: FlowID
    /// All must hold.
    let questions: [MessageFilter]
    let range: Range<Int>
    let list: MessageList

    package func run() -> Answer {
        let found = range.filter { number in
            let message = list[number]
            return questions.allSatisfy { $0.matches(message) }
        }
        return Answer(flow: flow, questions: questions, range: range, found: found)
    }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.flow == rhs.flow && lhs.questions == rhs.questions && lhs.range == rhs.range
    }
}

/// The messages that match some questions, kept up to date as messages come and go: each is looked at once.
struct MessageMatches: Hashable, Sendable {
    let flow: FlowID
    let questions: [MessageFilter]
    /// In order.
    private(set) var numbers: [Int] = []
    /// The number of the first message that was not looked at yet.
    private(set) var end = 0
    /// What is being looked at on another thread.
    private var pending: Range<Int>?

    /// Looking at so much takes no time worth speaking of.
    private static let quickCost = 256 << 10
    /// The most that one job looks at, so that what was found shows while the search goes on.
    private static let sliceCost = 4 << 20
    /// What telling a message by its type costs, beside the bytes of its payload.
    private static let recordCost = 32

    /// - Parameter questions: all must hold.
    init(_ questions: [MessageFilter], flow: FlowID) {
        self.questions = questions
        self.flow = flow
    }

    /// True when all messages of the list were looked at.
    func isComplete(for list: MessageList) -> Bool { end >= list.numbers.upperBound }

    /// Looks at what is new, or asks that it be looked at elsewhere.
    mutating func update(from list: MessageList) -> [Effect] {
        let gone = numbers.partitioningIndex { $0 >= list.numbers.lowerBound }
        if gone > 0 { numbers.removeFirst(gone) }
        guard pending == nil else { return [] }
        let start = max(end, list.numbers.lowerBound)
        guard start < list.numbers.upperBound else { return [] }
        let quick = slice(of: list, from: start, cost: Self.quickCost)
        if quick.upperBound == list.numbers.upperBound {
            take(MessageScan(flow: flow, questions: questions, range: quick, list: list).run())
            return []
        }
        let range = slice(of: list, from: start, cost: Self.sliceCost)
        pending = range
        return [.scan(MessageScan(flow: flow, questions: questions, range: range, list: list))]
    }

    /// Takes what was found; what nobody waits for any more is dropped.
    mutating func take(_ answer: MessageScan.Answer) {
        guard answer.flow == flow, answer.questions == questions, answer.range.lowerBound >= end else { return }
        guard pending == nil || pending == answer.range else { return }
        pending = nil
        numbers += answer.found
        end = answer.range.upperBound
    }

    /// The place of the first match at or behind a message.
    func index(atOrAfter number: Int) -> Int {
        numbers.partitioningIndex { $0 >= number }
    }

    func contains(_ number: Int) -> Bool {
        let index = index(atOrAfter: number)
        return index < numbers.count && numbers[index] == number
    }

    /// As many messages as cost so much, and at least one.
    private func slice(of list: MessageList, from start: Int, cost limit: Int) -> Range<Int> {
        var end = start
        var cost = 0
        let readsPayload = questions.contains(where: \.readsPayload)
        while end < list.numbers.upperBound, end == start || cost < limit {
            cost += Self.recordCost + (readsPayload ? list[end].payload.capturedByteCount : 0)
            end += 1
        }
        return start..<end
    }
}

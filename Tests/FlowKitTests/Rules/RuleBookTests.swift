import Synchronization
import Testing

@testable import FlowKit

@Suite struct RuleBookTests {
    @Test func `the first enabled rule that matches decides`() throws {
        let book = RuleBook()
        let off = try book.add(RuleDefinition(expression: "~d example", action: "drop", isEnabled: false))
        try book.add(RuleDefinition(expression: "~m POST", action: "reset"))
        let users = try book.add(RuleDefinition(name: "users", expression: "~u users", action: "451 \"gone\""))
        try book.add(RuleDefinition(expression: "~d example", action: "204"))

        #expect(
            book.current.verdict(for: .sample())
                == .block(RuleHit(id: users, name: "users"), .status(451, body: "gone"))
        )
        book.setEnabled(off, true)
        #expect(book.current.verdict(for: .sample()) == .block(RuleHit(id: off, name: "~d example"), .drop))
        #expect(book.current.verdict(for: .sample(host: "other.test", path: "/")) == .allow)
    }

    @Test func `a set that was taken does not change`() throws {
        let book = RuleBook()
        let id = try book.add(RuleDefinition(expression: "~all"))
        let taken = book.current

        book.setEnabled(id, false)

        #expect(taken.verdict(for: .sample()) != .allow)
        #expect(book.current.verdict(for: .sample()) == .allow)
    }

    @Test func `a replay obeys rules`() throws {
        let book = RuleBook()
        try book.add(RuleDefinition(expression: "~d example.com"))

        #expect(book.current.verdict(for: .sample(source: .replay(of: FlowID(1)))) != .allow)
    }

    @Test func `every change tells what undoing it needs`() throws {
        let book = RuleBook()
        let ids = try ["~u a", "~u b", "~u c"].map { try book.add(RuleDefinition(expression: $0)) }

        #expect(book.move(ids[2], to: 0) == 2)
        #expect(book.current.rules.map(\.id) == [ids[2], ids[0], ids[1]])
        #expect(book.move(ids[2], to: 2) == 0)
        #expect(book.setEnabled(ids[0], false) == true)
        let old = try #require(try book.replace(ids[1], with: RuleDefinition(expression: "~u x", action: "drop")))
        #expect(old.expression == "~u b")
        try book.replace(ids[1], with: old)
        let removed = try #require(book.remove(ids[1]))
        #expect(book.current.rules.map(\.id) == [ids[0], ids[2]])
        book.restore(removed)
        book.restore(removed)

        #expect(book.definitions.map(\.expression) == ["~u a", "~u b", "~u c"])
        #expect(book.remove(RuleID(99)) == nil && book.move(RuleID(99), to: 0) == nil)
    }

    @Test func `hits are counted and survive an edit and an undone removal`() throws {
        let book = RuleBook()
        let id = try book.add(RuleDefinition(expression: "~all"))
        let hit = RuleHit(id: id, name: "")

        book.recordHit(hit, at: Timestamp(nanoseconds: 20))
        book.recordHit(hit, at: Timestamp(nanoseconds: 10))
        try book.replace(id, with: RuleDefinition(expression: "~u x"))
        let removed = try #require(book.remove(id))
        book.recordHit(hit, at: Timestamp(nanoseconds: 30))
        book.restore(removed)

        #expect(book.statistics == [id: RuleStatistics(hitCount: 2, lastHit: Timestamp(nanoseconds: 20))])
    }

    @Test func `observers hear of changes and may call back`() throws {
        let book = RuleBook()
        let counts = Mutex<[Int]>([])
        book.observe { counts.withLock { $0.append(book.current.rules.count) } }

        let id = try book.add(RuleDefinition(expression: "~all"))
        book.recordHit(RuleHit(id: id, name: ""), at: Timestamp(nanoseconds: 1))
        book.remove(id)

        #expect(counts.withLock { $0 } == [1, 0])
    }

    @Test func `definitions go out as they came in`() throws {
        let definitions = [
            RuleDefinition(name: "ads", expression: "~d ads", action: "451 \"a \\\"b\\\"\""),
            RuleDefinition(expression: "~u x", action: "reset", isEnabled: false),
        ]
        let book = RuleBook()

        try book.load(definitions)

        #expect(book.definitions == definitions)
    }

    @Test func `a list with an unreadable rule changes nothing and says which`() throws {
        let book = RuleBook()
        try book.add(RuleDefinition(expression: "~all"))

        let error = #expect(throws: RuleListError.self) {
            try book.load([RuleDefinition(expression: "~u a"), RuleDefinition(expression: "~u (")])
        }

        #expect(error?.index == 1 && error?.error.part == .expression)
        #expect(book.current.rules.count == 1)
    }

    @Test(arguments: [
        ("~u x & ~c 404", 7..<13), ("!~s", 1..<3), ("~bq secret", 0..<10), ("~dur >1s", 0..<8), ("(~d a | ~e)", 8..<10),
        ("", 0..<0), ("~hs x", 0..<5), ("~u (", 3..<4),
    ])
    func `a filter that cannot be judged at the request's head is refused`(expression: String, range: Range<Int>) {
        let error = #expect(throws: RuleError.self) {
            try Rule(id: RuleID(1), RuleDefinition(expression: expression))
        }

        #expect(error?.part == .expression && error?.reason.range == range)
    }

    @Test func `many threads may use a book at once`() async throws {
        let book = RuleBook()
        let id = try book.add(RuleDefinition(expression: "~all"))

        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for round in 0..<500 {
                        book.recordHit(RuleHit(id: id, name: ""), at: Timestamp(nanoseconds: Int64(round)))
                        if task == 0 { book.setEnabled(id, round % 2 == 0) }
                        _ = book.current.verdict(for: .sample())
                    }
                }
            }
        }

        #expect(book.statistics[id]?.hitCount == 4_000)
    }
}

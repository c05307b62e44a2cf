import TestSupport
import Testing

@testable import ProxyEngine

@Suite struct HPACKTableTests {
    @Test func `a field counts 32 bytes more than it has`() {
        var table = HPACKTable(limit: 100)

        table.insert("ab", "cde")

        #expect(table.size == 37)
    }

    @Test func `the oldest go until the newest fits`() {
        var table = HPACKTable(limit: 3 * 34)
        for name in ["a", "b", "c", "d"] { table.insert(name, "1") }
        #expect(table.text == "d: 1\nc: 1\nb: 1")

        table.insert("e", "22")

        #expect(table.text == "e: 22\nd: 1")
    }

    @Test func `a field as large as the table takes it all, and a larger one empties it`() {
        var table = HPACKTable(limit: 64)
        table.insert("a", "b")
        table.insert("c", String(repeating: "d", count: 31))
        #expect(table.count == 1)
        #expect(table.size == 64)

        table.insert("e", String(repeating: "f", count: 32))

        #expect(table.count == 0)
        #expect(table.size == 0)
    }

    @Test func `a lowered limit evicts, and a raised one brings nothing back`() {
        var table = HPACKTable(limit: 200)
        for name in ["a", "b", "c"] { table.insert(name, "1") }

        table.setLimit(68)
        #expect(table.text == "c: 1\nb: 1")
        table.setLimit(67)
        table.setLimit(10_000)

        #expect(table.text == "c: 1")
    }

    @Test func `a table of no bytes holds nothing`() {
        var table = HPACKTable(limit: 0)

        table.insert("", "")

        #expect(table.count == 0)
    }

    @Test(arguments: [UInt64](1...4))
    func `the ring holds what a plain list would`(seed: UInt64) {
        var generator = SeededRandom(seed: seed)
        var limit = 300
        var table = HPACKTable(limit: limit)
        var plain: [(name: String, value: String)] = []
        for step in 0..<1000 {
            if step.isMultiple(of: 25) {
                limit = [0, 40, 150, 300, 333, 1000, 4096].randomElement(using: &generator) ?? 0
                table.setLimit(limit)
            } else {
                let most = [4, 40, 400].randomElement(using: &generator) ?? 4
                let value = String(repeating: "v", count: .random(in: 0...most, using: &generator))
                table.insert("n\(step)", value)
                plain.insert(("n\(step)", value), at: 0)
            }
            while plain.reduce(0, { $0 + $1.name.utf8.count + $1.value.utf8.count + 32 }) > limit { plain.removeLast() }

            #expect(table.text == plain.map { "\($0.name): \($0.value)" }.joined(separator: "\n"))
        }
    }
}

extension HPACKTable {
    fileprivate mutating func insert(_ name: String, _ value: String) {
        Array(name.utf8).withUnsafeBytes { name in
            Array(value.utf8).withUnsafeBytes { value in insert(name: name, value: value) }
        }
    }
}

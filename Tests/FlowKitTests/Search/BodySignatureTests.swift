import TestSupport
import Testing

@testable import FlowKit

@Suite struct BodySignatureTests {
    @Test(arguments: 0..<6 as Range<UInt64>)
    func `a signature never says no to what is there, in either case`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<60 {
            let text = text(Int.random(in: 0...6_000, using: &random), &random)
            let signature = BodySignature(of: text)
            for _ in 0..<20 {
                let start = Int.random(in: 0...text.count, using: &random)
                var part = Array(text[start..<min(text.count, start + Int.random(in: 0...40, using: &random))])
                if Bool.random(using: &random) { part = part.map(\.asciiLowercased) }
                let probe = SignatureProbe(.text(part.map(\.asciiLowercased)))
                #expect(probe.mayHold(signature))
                #expect(SignatureProbe(.all([.anything, .text(part.map(\.asciiLowercased))])).mayHold(signature))
            }
        }
    }

    @Test func `it rules out most words that are not there`() {
        let probes = (0..<300).map { SignatureProbe(.text(Array("zw\($0)qv\($0 * 7)".utf8))) }
        var ruledOut = 0
        for seed in 0..<20 as Range<UInt64> {
            let signature = BodySignature(of: Array(jsonText(byteCount: 3_000, seed: seed).utf8))
            ruledOut += probes.count { !$0.mayHold(signature) }
        }

        #expect(Double(ruledOut) > 0.95 * 6_000, "\(ruledOut) of 6000")
    }

    @Test(arguments: [0, 2, 3, 100, 1_000, 30_000, 3_000_000])
    func `it takes no more than its share`(byteCount: Int) {
        let signature = BodySignature(of: Array(jsonText(byteCount: byteCount, seed: 1).utf8.prefix(byteCount)))

        #expect(signature.words.count * 8 <= max(8, min(byteCount / 8, 8 << 10)))
    }

    @Test func `a text without three bytes has nothing that is asked for, and one of all bytes may have anything`() {
        var random = SeededRandom(seed: 1)
        let noise = (0..<2_000_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let probe = SignatureProbe(.text(Array("abc".utf8)))

        #expect(!probe.mayHold(BodySignature(of: Array("ab".utf8))))
        #expect(BodySignature(of: noise).isSaturated)
        #expect(probe.mayHold(BodySignature(of: noise)))
    }

    @Test func `texts of which any will do, and those too short to ask for`() {
        let signature = BodySignature(of: Array("the deadlock was detected".utf8))
        func text(_ text: String) -> RequiredText { .text(Array(text.utf8)) }

        #expect(SignatureProbe(.any([text("zebra"), text("deadlock")])).mayHold(signature))
        #expect(!SignatureProbe(.any([text("zebra"), text("giraffe")])).mayHold(signature))
        #expect(SignatureProbe(.any([text("zebra"), text("zz")])).mayHold(signature))
        #expect(SignatureProbe(text("zz")).asksNothing)
    }

    private func text(_ count: Int, _ random: inout SeededRandom) -> [UInt8] {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        case 1: (0..<count).map { _ in Array("abcABC{}\":,".utf8).randomElement(using: &random) ?? 0 }
        default: Array(jsonText(byteCount: count, seed: random.next()).utf8)
        }
    }
}

@Suite struct BodySignaturesTests {
    private let deadlock = SignatureProbe(.text(Array("deadlock".utf8)))

    @Test func `bodies are known by side once their flow has finished`() throws {
        let signatures = BodySignatures()
        var open = try Flow.answer(2, "nothing of the kind")
        open.timing.finished = nil
        var asked = try Flow.answer(3, "yes", coding: "gzip")
        asked.request.body = Body("a DEADLOCK in the question")
        let store = FlowStore([try .answer(1, "a deadlock", coding: "br"), open, asked])

        signatures.update(from: store.snapshot())

        #expect(signatures.totals.flowCount == 2)
        #expect(signatures.mayHold(deadlock, in: FlowID(1), .response))
        #expect(!signatures.mayHold(deadlock, in: FlowID(1), .request))
        #expect(signatures.mayHold(deadlock, in: FlowID(2), .response))
        #expect(signatures.mayHold(deadlock, in: FlowID(3), .request))
        #expect(!signatures.mayHold(deadlock, in: FlowID(3), .response))
        #expect(signatures.mayHold(deadlock, in: FlowID(99), .response))
        #expect(signatures.mayHold(deadlock, in: FlowID(0), .response))
    }

    @Test func `messages are not ruled out by bodies`() {
        let signatures = BodySignatures()
        let store = FlowStore([.socket(1, ["deadlock"]), .sample(id: 2, status: 204, milliseconds: 1)])

        signatures.update(from: store.snapshot())

        #expect(!signatures.rulesOut(deadlock, in: FlowID(1)))
        #expect(signatures.rulesOut(deadlock, in: FlowID(2)))
    }

    @Test func `beyond the limit no more are made, and what goes makes room`() throws {
        let signatures = BodySignatures(byteLimit: 12_000)
        let store = FlowStore(try (1...1_000).map { try .answer($0, jsonText(byteCount: 800, seed: UInt64($0))) })

        signatures.update(from: store.snapshot())

        let full = signatures.totals
        #expect(full.omittedCount > 0 && full.byteCount <= 13_000 && full.flowCount + full.omittedCount == 1_000)
        #expect(signatures.mayHold(deadlock, in: FlowID(1_000), .response))
        for id in 1...1_000 { signatures.remove(FlowID(id)) }
        #expect(signatures.totals.byteCount == 0 && signatures.totals.flowCount == 0)
        signatures.insert(try .answer(999, "deadlock"))
        #expect(signatures.totals.flowCount == 1)
    }

    @Test func `it follows a store, through flows that finish, go and come back`() async throws {
        let store = FlowStore()
        let signatures = BodySignatures()
        let task = Task { await signatures.follow(store, interval: .zero) }
        let other = SignatureProbe(.text(Array("zebra".utf8)))
        func until(_ test: () -> Bool) async { while !test() { await Task.yield() } }

        store.record(try .answer(1, "a deadlock"))
        await until { signatures.knows(FlowID(1)) }
        #expect(!signatures.mayHold(other, in: FlowID(1), .response))
        let removed = store.remove([FlowID(1)])
        await until { !signatures.knows(FlowID(1)) }
        store.restore(removed)
        await until { signatures.knows(FlowID(1)) }
        #expect(signatures.mayHold(deadlock, in: FlowID(1), .response))

        task.cancel()
        await task.value
    }
}

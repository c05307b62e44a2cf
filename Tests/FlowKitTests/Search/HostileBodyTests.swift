import TestSupport
import Testing

@testable import FlowKit

@Suite struct HostileBodyTests {
    // MARK: - A line of 64 MiB

    /// Finished, or as it stands in the store while it comes.
    private static func longLine(isFinished: Bool) -> Flow {
        var flow = Flow.sample(id: 1, status: 200, milliseconds: isFinished ? 5 : nil)
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let pieces = [Array("needle".utf8)] + Array(repeating: piece, count: 64) + [Array("needle".utf8)]
        flow.response?.body = Body(chunks: pieces)
        return flow
    }

    @Test(arguments: [false, true])
    func `of a line of 64 MiB the beginning is searched, and that is said`(isFinished: Bool) throws {
        let store = FlowStore([Self.longLine(isFinished: isFinished)])
        var limits = SearchLimits()
        limits.bytes = 2 << 20
        func search(_ text: String, isPattern: Bool = false) -> SearchReport {
            store.search(SearchQuestion(text, isPattern: isPattern), limits: limits)
        }

        let literal = search("needle")
        let around = search("needle(?=x)", isPattern: true)
        limits.time = .zero
        let slow = search("x+[yz]", isPattern: true)

        #expect(literal.hits.map(\.offset) == [0] && literal.progress.cutCount == 1)
        #expect(literal.progress.byteCount == limits.bytes)
        #expect(literal.hits.first.map { $0.after.utf8.count < 1_000 } == true)
        #expect(around.hits.isEmpty && around.progress.longLineCount == 1 && around.progress.slowCount == 0)
        #expect(slow.progress.slowCount == 1 && slow.progress.longLineCount == 0)
        #expect(try isShort("~bs 'y$'", try #require(store.snapshot()[FlowID(1)])))
    }

    // MARK: - Text that is none

    @Test(arguments: 0..<6 as Range<UInt64>)
    func `a text is found among bytes of any kind, wherever it stands`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let coding = [nil, "gzip", "br", "zstd"].randomElement(using: &random) ?? nil
        let bodies = (0..<30).map { _ in
            (0..<Int.random(in: 0...40, using: &random)).flatMap { _ in Self.piece(&random) }
        }
        let store = FlowStore(try bodies.enumerated().map { try .answer($0.offset + 1, $0.element, coding: coding) })
        let signatures = BodySignatures()
        signatures.update(from: store.snapshot())
        let expected = bodies.enumerated().flatMap { number, body in
            Self.places(of: "needle", in: body).map { SearchPlace(flow: number + 1, offset: $0) }
        }

        let literal = store.search(SearchQuestion("needle"), signatures: signatures).hits
        let pattern = store.search("n[e]edle", isPattern: true)

        #expect(literal.map { SearchPlace(flow: $0.flow.rawValue, offset: $0.offset) } == expected)
        #expect(pattern.map { SearchPlace(flow: $0.flow.rawValue, offset: $0.offset) } == expected)
        #expect(literal.allSatisfy { $0.match == "needle" })
        let filter = try Filter.parse("~bs needle")
        store.snapshot().forEach { flow in
            let isExpected = expected.contains { $0.flow == flow.id.rawValue }
            #expect(filter.matches(flow, context: FilterContext(signatures: signatures)) == isExpected)
        }
    }

    private struct SearchPlace: Equatable {
        let flow: Int
        let offset: Int
    }

    /// Cut, overlong and lone parts of characters, controls, and what is looked for.
    private static func piece(_ random: inout SeededRandom) -> [UInt8] {
        let pieces: [[UInt8]] = [
            Array("needle".utf8), [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0x80], [0xC0, 0xAE], [0xED, 0xA0, 0x80],
            [0xFF], [0xFE, 0xFF], [0], [0x0D, 0x0A], Array("nee".utf8), Array("größe".utf8), [0xF8, 0x88, 0x80, 0x80],
        ]
        // A mark of another charset at the beginning would make another text of it.
        return [0x20] + (pieces.randomElement(using: &random) ?? [])
    }

    private static func places(of text: String, in bytes: [UInt8]) -> [Int] {
        bytes.indices.filter { bytes[$0...].starts(with: text.utf8) }
    }

    // MARK: - A body that grows

    @Test func `a body that grows while it is searched has hits where they are, and all of them in the end`() async {
        let line = Array("a needle\n".utf8)
        let store = FlowStore()
        let signatures = BodySignatures()
        let searcher = FlowSearcher(store: store, signatures: signatures, interval: .zero)
        func record(lines: Int, isFinished: Bool = false) {
            var flow = Flow.sample(id: 1, status: 200, milliseconds: isFinished ? 5 : nil)
            flow.response?.body = Body(chunks: Array(repeating: line, count: lines))
            store.record(flow)
        }
        var hitCount = 0
        for step in 0..<30 {
            record(lines: step + 1)
            signatures.update(from: store.snapshot())
            let (reports, output) = AsyncStream.makeStream(of: SearchReport.self)

            let job = SearchJob(number: step, question: SearchQuestion("needle"), listing: store.listing)
            searcher.start(job) { report in
                output.yield(report)
                if report.progress.state != .running { output.finish() }
            }
            record(lines: step + 2, isFinished: step == 29)

            var hits: [SearchHit] = []
            for await report in reports { hits += report.hits }
            #expect(hits.map(\.offset) == hits.indices.map { $0 * line.count + 2 })
            #expect(hits.count == step + 1 || hits.count == step + 2)
            hitCount = hits.count
        }
        signatures.update(from: store.snapshot())

        #expect(hitCount >= 30)
        #expect(store.search(SearchQuestion("needle"), signatures: signatures).hits.count == 31)
        #expect(store.search(SearchQuestion("zebra"), signatures: signatures).progress.ruledOutCount == 1)
    }

    // MARK: - A body without end

    @Test(arguments: ["~b needle", "~bs '[n]eedle'", "!~b needle"])
    func `a body that decodes without end is asked as far as the limit, and that is noted`(text: String) throws {
        // Some kilobytes that become ten gibibytes.
        let member = try ContentCoding.encode([UInt8](repeating: 0x20, count: 1 << 20), with: ["gzip"])
        let members = (0..<10_240).flatMap { _ in member }
        var bomb = try Flow.answer(1, try ContentCoding.encode(members, with: ["gzip"]))
        bomb.response?.headers.append("Content-Encoding", "gzip, gzip")
        let store = FlowStore([bomb])
        let flow = try #require(store.snapshot()[FlowID(1)])

        #expect(flow.response?.body?.capturedByteCount ?? .max < 1 << 20)
        #expect(try Filter.parse(text).matches(flow) == text.hasPrefix("!"))
        #expect(try isShort(text, flow))
    }

    private func isShort(_ text: String, _ flow: Flow) throws -> Bool {
        let shortfall = FilterShortfall()
        var context = FilterContext()
        context.shortfall = shortfall
        _ = try Filter.parse(text).matches(flow, context: context)
        return shortfall.take()
    }
}

import Testing

@testable import FlowKit

@Suite struct SearchTests {
    @Test(arguments: [nil, "gzip", "br", "zstd", "deflate"])
    func `a text is found in bodies however they are coded, with the line around it`(coding: String?) throws {
        let store = FlowStore([
            try .answer(1, "nothing"),
            try .answer(2, "first\r\nhere a Deadlock was found\r\nlast", coding: coding),
        ])

        let hits = store.search("deadlock")

        #expect(hits.map(\.flow) == [FlowID(2)])
        #expect(hits.first?.place == .body(.response) && hits.first?.offset == 14)
        #expect(hits.first?.before == "here a " && hits.first?.match == "Deadlock" && hits.first?.after == " was found")
    }

    @Test func `places are right across the borders of chunks, wherever those are`() throws {
        let text = Array(jsonText(byteCount: 2_000, seed: 3).utf8)
        let whole = FlowStore([try .answer(1, text)])
        let expected = whole.search("timeout").map(\.offset)
        #expect(expected.count > 3)
        for size in [1, 2, 3, 7, 64, 1_999] {
            var flow = try Flow.answer(1, text)
            flow.response?.body = Body(
                chunks: stride(from: 0, to: text.count, by: size).map { Array(text[$0..<min($0 + size, text.count)]) }
            )
            #expect(FlowStore([flow]).search("timeout").map(\.offset) == expected)
            #expect(FlowStore([flow]).search("time.*?out", isPattern: true).map(\.offset).first == expected.first)
        }
    }

    @Test(arguments: [
        ("deadlock", 3), ("Deadlock", 1), ("dEADLOCK", 0), ("größe", 2), ("Größe", 1), ("日本", 1), ("ss", 1),
    ])
    func `case counts only where the text has a capital`(text: String, count: Int) throws {
        let store = FlowStore([try .answer(1, "deadlock Deadlock DEADLOCK größe Größe 日本 SS")])

        #expect(store.search(text).count == count)
    }

    @Test(arguments: [
        (#""code":"E\d+""#, ["\"code\":\"E42\""]), ("e[0-9]{2}", ["E42", "e17"]), ("E[0-9]{2}", ["E42"]),
        (#"\S+lock"#, ["deadlock"]), ("^second", ["second"]), ("line$", ["line"]), (#"42[^x]*second"#, []), ("x*", []),
    ])
    func `a regular expression is held against each line`(pattern: String, expected: [String]) throws {
        let store = FlowStore([try .answer(1, "{\"code\":\"E42\"} e17\r\nsecond deadlock line\r\n")])

        #expect(store.search(pattern, isPattern: true).map(\.match) == expected)
    }

    @Test func `requests, messages and, when asked for, heads are searched`() throws {
        var asked = Flow.sample(
            id: 1,
            path: "/needle",
            requestHeaders: [("X-Tag", "needle")],
            requestBody: "a needle",
            status: 200,
            responseHeaders: [("X-Tag", "Needle")],
            milliseconds: 1
        )
        asked.response?.body = nil
        let store = FlowStore([asked, .socket(2, ["ping", "the needle"])])

        #expect(store.search("needle").map(\.place) == [.body(.request), .message(1)])
        let all = store.search(SearchQuestion("needle", readsHeads: true)).hits
        #expect(
            all.map(\.place) == [
                .head(.request), .head(.request), .body(.request), .head(.response), .message(1),
            ]
        )
        #expect(all.first?.before == "GET /")
    }

    @Test func `bodies in another charset are searched as the text they are`() throws {
        let latin = Array("Gr".utf8) + [0xFC] + Array("n".utf8)
        let wide: [UInt8] =
            [0xFF, 0xFE] + "Grün".utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        let store = FlowStore([
            try .answer(1, latin, type: "text/plain; charset=iso-8859-1"), try .answer(2, wide, type: "text/plain"),
        ])

        #expect(store.search("grün").map(\.flow) == [FlowID(1), FlowID(2)])
        let signatures = BodySignatures()
        signatures.update(from: store.snapshot())
        #expect(store.search(SearchQuestion("grün"), signatures: signatures).hits.count == 2)
        // A filter reads the bytes as they are.
        let probe = SignatureProbe(.text(Array("\u{0}xyz".utf8)))
        #expect(signatures.mayHold(probe, in: FlowID(2), .response))
    }

    @Test func `a body that is no longer kept is counted, unless its signature knows better`() throws {
        var flow = try Flow.answer(1, "a deadlock")
        let whole = flow
        flow.response?.body = Body(.dropped(limit: 5), byteCount: 10, isTruncated: false)
        let store = FlowStore([flow])
        let (late, early) = (BodySignatures(), BodySignatures())
        late.insert(flow)
        early.insert(whole)

        #expect(store.search(SearchQuestion("deadlock")).progress.missingCount == 1)
        #expect(store.search(SearchQuestion("deadlock"), signatures: late).progress.missingCount == 1)
        #expect(store.search(SearchQuestion("deadlock"), signatures: early).progress.missingCount == 1)
        #expect(store.search(SearchQuestion("zebra"), signatures: early).progress.missingCount == 0)
    }

    @Test(arguments: ["gzip", "br", "zstd"])
    func `what decodes without end is cut, and that is said`(coding: String) throws {
        let bomb = [UInt8](repeating: 0x20, count: 3 << 20) + Array("needle".utf8)
        let store = FlowStore([try .answer(1, bomb, coding: coding), try .answer(2, "needle")])
        var limits = SearchLimits()
        limits.bytes = 1 << 20

        let report = store.search(SearchQuestion("needle"), limits: limits)

        #expect(report.progress.cutCount == 1)
        #expect(report.hits.map(\.flow) == [FlowID(2)])
        #expect(report.progress.byteCount == 1 << 20 + 6)
    }

    @Test func `a body that was captured in part is searched, and that is said, whatever signatures know`() throws {
        var flow = try Flow.answer(1, "a deadlock")
        flow.response?.body?.byteCount = 1_000
        flow.response?.body?.isTruncated = true
        let store = FlowStore([flow])
        let signatures = BodySignatures()
        signatures.update(from: store.snapshot())

        #expect(store.search(SearchQuestion("deadlock")).progress.uncapturedCount == 1)
        #expect(store.search("deadlock").count == 1)
        #expect(store.search(SearchQuestion("zebra"), signatures: signatures).progress.uncapturedCount == 1)
    }

    @Test(arguments: [
        "(?=(a|ab|b)*c)x", "(?<=(a|b|ab){30})x", "(?!(a|b)*c)x", "(a|b){1,200}x", "((a|b)*(b|a)*)*x", "[ab]{200}c",
    ])
    func `a pattern that is dear on a long line ends when its time is up, look-around too`(pattern: String) throws {
        let store = FlowStore([try .answer(1, "cx" + String(repeating: "ab", count: 30_000))])
        var limits = SearchLimits()
        limits.time = .zero

        let report = store.search(SearchQuestion(pattern, isPattern: true), limits: limits)

        #expect(report.progress.slowCount == 1)
        #expect(report.progress.state == .finished)
    }

    @Test func `a text that takes too long is given up, and that is said`() throws {
        let store = FlowStore([
            try .answer(1, "x" + String(repeating: "ab", count: 20_000)), try .answer(2, "abx"),
        ])
        var limits = SearchLimits()
        limits.time = .zero

        let report = store.search(SearchQuestion("(a|b)+x", isPattern: true), limits: limits)

        #expect(report.progress.slowCount == 1)
        #expect(report.progress.state == .finished)
    }

    @Test func `no more hits are kept than the limits say, of a text and in all`() throws {
        let store = FlowStore(try (1...10).map { try .answer($0, String(repeating: "needle ", count: 50)) })
        var limits = SearchLimits()
        limits.hitsPerText = 20
        limits.hits = 70

        let report = store.search(SearchQuestion("needle"), limits: limits)

        #expect(report.hits.count == 70)
        #expect(report.progress.state == .full && report.progress.searchedCount == 4)
        #expect(report.progress.fullTextCount == 4)
    }

    @Test func `a line of any size shows what is around the hit, never half a character`() throws {
        let filler = String(repeating: "日", count: 1_000)
        let hit = try #require(FlowStore([try .answer(1, filler + "needle" + filler)]).search("needle").first)

        #expect(hit.before.allSatisfy { $0 == "日" } && hit.before.count > 40)
        #expect(hit.after.allSatisfy { $0 == "日" } && hit.after.count > 80)
    }

    @Test(arguments: ["", String(repeating: "x", count: 1_001)])
    func `nothing and too much are refused`(text: String) {
        #expect(throws: FilterError.self) { try SearchQuestion(text).matcher() }
    }

    @Test func `what is no regular expression is refused with its place, and means itself as text`() throws {
        #expect(throws: FilterError.self) { try SearchQuestion("a(b", isPattern: true).matcher() }
        #expect(FlowStore([try .answer(1, "f(a(b))")]).search("a(b").count == 1)
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `signatures change what is read and never what is found`(seed: UInt64) throws {
        let codings: [String?] = [nil, "gzip", "br", "zstd"]
        let store = FlowStore(
            try (1...60).map { id in
                let text = jsonText(byteCount: (id * 37) % 900, seed: seed * 100 + UInt64(id))
                return try Flow.answer(id, text, coding: codings[id % 4])
            }
        )
        let signatures = BodySignatures()
        signatures.update(from: store.snapshot())
        var ruledOut = 0
        for question in [
            SearchQuestion("deadlock"), SearchQuestion("E42"), SearchQuestion("retry"), SearchQuestion("größe"),
            SearchQuestion("\"id\":7"), SearchQuestion("zebra"), SearchQuestion("(deadlock|zebra)\":", isPattern: true),
            SearchQuestion(#"\d{5},"timeout"#, isPattern: true), SearchQuestion("e", isPattern: false),
        ] {
            let report = store.search(question, signatures: signatures)
            ruledOut += report.progress.ruledOutCount
            #expect(report.hits == store.search(question).hits, "\(question.text)")
        }
        #expect(ruledOut > 60)
    }
}

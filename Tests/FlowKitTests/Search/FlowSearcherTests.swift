import Synchronization
import Testing

@testable import FlowKit

@Suite struct FlowSearcherTests {
    @Test(arguments: [1, 2, 3])
    func `hits stream in in the order of the flows, with how many were searched`(workerCount: Int) async throws {
        let store = FlowStore(try (1...300).map { try .answer($0, jsonText(byteCount: 400, seed: UInt64($0))) })
        let expected = store.search("deadlock")

        let reports = await run(
            SearchJob(number: 4, question: SearchQuestion("deadlock"), listing: store.listing),
            store
        ) {
            FlowSearcher(store: store, signatures: nil, workerCount: workerCount, interval: .zero)
        }

        #expect(reports.flatMap(\.hits) == expected)
        #expect(reports.allSatisfy { $0.number == 4 })
        #expect(reports.count > 2)
        #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.progress.searchedCount <= $1.progress.searchedCount })
        #expect(reports.dropLast().allSatisfy { $0.progress.state == .running })
        #expect(reports.last?.progress.state == .finished)
        #expect(reports.last?.progress.searchedCount == 300 && reports.last?.progress.totalCount == 300)
    }

    @Test func `an empty list is searched at once`() async {
        let store = FlowStore()

        let reports = await run(SearchJob(number: 1, question: SearchQuestion("x"), listing: store.listing), store)

        #expect(reports.map(\.progress.state) == [.finished])
    }

    @Test func `it ends when as many hits are found as are kept, and those are the first`() async throws {
        let store = FlowStore(try (1...500).map { try .answer($0, jsonText(byteCount: 300, seed: UInt64($0))) })
        var job = SearchJob(number: 1, question: SearchQuestion("deadlock"), listing: store.listing)
        // In the midst of a flow's hits, wherever a slice ends.
        let all = store.search("deadlock")
        job.limits.hits = try #require((70..<all.count).first { all[$0 - 1].flow == all[$0].flow })

        let reports = await run(job, store)

        let hits = reports.flatMap(\.hits)
        let last = try #require(reports.last?.progress)
        #expect(last.state == .full)
        #expect(hits == Array(all.prefix(job.limits.hits)))
        #expect(last.hitCount == hits.count && last.flowCount == Set(hits.map(\.flow)).count)
        #expect(last.searchedCount == hits.last?.flow.rawValue && last.totalCount == 500)
    }

    @Test func `flows that went meanwhile are counted`() async throws {
        let store = FlowStore(try (1...20).map { try .answer($0, "deadlock") })
        let listing = store.listing
        store.remove((1...5).map { FlowID($0) })

        let reports = await run(SearchJob(number: 1, question: SearchQuestion("deadlock"), listing: listing), store)

        #expect(reports.last?.progress.goneCount == 5)
        #expect(reports.flatMap(\.hits).count == 15)
    }

    @Test func `a store that is cleared while it is searched leaves nothing to find, and new flows are not searched`()
        async throws
    {
        let store = FlowStore(try (1...400).map { try .answer($0, "deadlock", coding: "gzip") })
        let job = SearchJob(number: 1, question: SearchQuestion("deadlock"), listing: store.listing)
        let searcher = FlowSearcher(store: store, signatures: nil, interval: .zero)
        let (reports, output) = AsyncStream.makeStream(of: SearchReport.self)

        searcher.start(job) { output.yield($0) }
        store.remove((1...400).map { FlowID($0) })
        for _ in 0..<20 { store.record(try .answer(401, "deadlock")) }
        var hitCount = 0
        var last: SearchProgress?
        for await report in reports {
            hitCount += report.hits.count
            last = report.progress
            if report.progress.state != .running { break }
        }

        #expect(last?.state == .finished && last?.searchedCount == 400)
        #expect(hitCount + (last?.goneCount ?? 0) == 400)
    }

    @Test func `it stops when told, in the middle of a body, too`() async throws {
        // Would take minutes.
        let text = String(repeating: "ab", count: 4 << 20)
        let store = FlowStore(try (1...40).map { try .answer($0, text) })
        var job = SearchJob(
            number: 1,
            question: SearchQuestion("(a|b|ab|ba)*(c|d)", isPattern: true),
            listing: store.listing
        )
        job.limits.time = .seconds(600)
        let searcher = FlowSearcher(store: store, signatures: nil, interval: .zero)
        let (reports, output) = AsyncStream.makeStream(of: SearchReport.self)

        searcher.start(job) { output.yield($0) }
        var last: SearchReport?
        for await report in reports {
            if report.progress.state == .running { searcher.stop() }
            last = report
            if report.progress.state != .running { break }
        }

        #expect(last?.progress.state == .stopped)
        #expect(last?.progress.searchedCount ?? 40 < 40)
    }

    @Test func `a new search ends the one under way`() async throws {
        let store = FlowStore(try (1...2_000).map { try .answer($0, jsonText(byteCount: 200, seed: UInt64($0))) })
        let searcher = FlowSearcher(store: store, signatures: nil, interval: .zero)
        let (reports, output) = AsyncStream.makeStream(of: SearchReport.self)

        for number in 1...20 {
            let job = SearchJob(number: number, question: SearchQuestion("timeout"), listing: store.listing)
            searcher.start(job) { output.yield($0) }
        }
        var states: [Int: SearchProgress.State] = [:]
        for await report in reports {
            states[report.number] = report.progress.state
            if states.count == 20, !states.values.contains(.running) { break }
        }

        #expect(states[20] == .finished)
    }

    /// All reports of one search.
    private func run(
        _ job: SearchJob,
        _ store: FlowStore,
        _ make: () -> FlowSearcher? = { nil }
    ) async -> [SearchReport] {
        let searcher = make() ?? FlowSearcher(store: store, signatures: nil, interval: .zero)
        let (reports, output) = AsyncStream.makeStream(of: SearchReport.self)
        searcher.start(job) { report in
            output.yield(report)
            if report.progress.state != .running { output.finish() }
        }
        var all: [SearchReport] = []
        for await report in reports { all.append(report) }
        return all
    }
}

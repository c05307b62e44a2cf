import FlowKit

/// Flows with bodies to search through; the same in every run.
struct SearchedFlows {
    /// Decoded bytes of all bodies.
    private(set) var textByteCount = 0
    let store = FlowStore(budget: .max)

    /// Generated traffic.
    init(flowCount: Int) {
        let generated = GeneratedFlows()
        for _ in 0..<flowCount {
            let flow = generated.finished(generated.started(store.makeID(), at: .now))
            textByteCount += [MessageSide.request, .response].reduce(0) {
                $0 + (SearchText(of: flow, $1)?.bytes.count ?? 0)
            }
            store.record(flow)
        }
    }

    /// Responses of JSON.
    ///
    /// - Parameters:
    ///   - byteCount: of decoded text in all.
    ///   - averageByteCount: of a body; some are much longer than most.
    ///   - codings: which bodies have, in turn; `nil`: none.
    init(byteCount: Int, averageByteCount: Int, codings: [String?]) throws {
        let bodies = GeneratedBodies()
        var random = FlowRandom(seed: 1)
        while textByteCount < byteCount {
            let id = store.makeID()
            let size = averageByteCount / 4 + random.number(averageByteCount / 2) * (id.rawValue % 8 == 0 ? 8 : 2)
            let text = bodies.json(&random, byteCount: size)
            textByteCount += text.count
            let coding = codings[id.rawValue % codings.count]
            let body = try coding.map { try ContentCoding.encode(text, with: [$0]) } ?? text
            store.record(Self.flow(id, body, coding: coding))
        }
    }

    var listing: FlowListing {
        var index = FlowIndex()
        index.update(to: store.snapshot())
        return index.listing(version: 1)
    }

    /// The seconds that a search takes, by itself on all the threads it has, and what it found.
    func search(_ question: SearchQuestion, signatures: BodySignatures? = nil) -> (seconds: Double, SearchProgress) {
        let searcher = FlowSearcher(store: store, signatures: signatures)
        let job = SearchJob(number: 1, question: question, listing: listing)
        let began = ContinuousClock.now
        let progress = waitFor {
            let (reports, output) = AsyncStream.makeStream(of: SearchReport.self)
            searcher.start(job) { output.yield($0) }
            for await report in reports where report.progress.state != .running { return report.progress }
            return SearchProgress()
        }
        let duration = (ContinuousClock.now - began).components
        return (Double(duration.seconds) + Double(duration.attoseconds) / 1e18, progress)
    }

    /// Searches a store for what is not there, again and again until the task is cancelled.
    static func searchOn(_ store: FlowStore) -> Task<Void, Never> {
        Task.detached {
            let searcher = FlowSearcher(store: store, signatures: nil)
            while !Task.isCancelled {
                var index = FlowIndex()
                index.update(to: store.snapshot())
                let (reports, output) = AsyncStream.makeStream(of: SearchReport.self)
                let question = SearchQuestion("quartz lamp")
                searcher.start(SearchJob(number: 1, question: question, listing: index.listing(version: 1))) {
                    output.yield($0)
                }
                _ = await reports.first { $0.progress.state != .running }
            }
            searcher.stop()
        }
    }

    private static func flow(_ id: FlowID, _ body: [UInt8], coding: String?) -> Flow {
        let started = Timestamp(nanoseconds: Int64(id.rawValue) * 1_000_000)
        let origin = Origin(scheme: .https, host: "api.example.com")
        let request = Request(
            method: "GET",
            target: "/v1/orders",
            origin: origin,
            headers: [("Host", "api.example.com")]
        )
        var flow = Flow(id: id, request: request, started: started)
        var headers: Headers = [("Content-Type", "application/json"), ("Content-Length", "\(body.count)")]
        if let coding { headers.append("Content-Encoding", coding) }
        flow.response = Response(status: 200, reason: "OK", headers: headers, body: Body(body))
        flow.timing.finished = started
        return flow
    }
}

import FlowKit

/// Flows with JSON bodies of records to search through; the same in every run.
struct SearchedFlows {
    /// Decoded bytes of all bodies.
    private(set) var textByteCount = 0
    let store: FlowStore

    private static let words = [
        "pending", "shipped", "cancelled", "London", "Oslo", "blue", "large", "express", "standard", "gift", "returned",
        "card", "invoice", "monthly", "trial", "admin", "viewer", "archived", "customer", "warehouse", "delivery",
    ]

    /// - Parameters:
    ///   - byteCount: of decoded text in all.
    ///   - averageByteCount: of a body; some are much longer than most.
    ///   - codings: which bodies have, in turn; `nil`: none.
    init(byteCount: Int, averageByteCount: Int, codings: [String?]) throws {
        store = FlowStore(budget: .max)
        var number = 0
        while textByteCount < byteCount {
            number += 1
            let size = averageByteCount / 4 + Self.mixed(number, 1) % (averageByteCount / 2) * (number % 8 == 0 ? 8 : 2)
            let text = Self.text(size, seed: number)
            textByteCount += text.count
            let coding = codings[number % codings.count]
            let body = try coding.map { try ContentCoding.encode(text, with: [$0]) } ?? text
            store.record(Self.flow(store.makeID(), body, coding: coding))
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

    private static func text(_ byteCount: Int, seed: Int) -> [UInt8] {
        var text: [UInt8] = Array("{\"items\":[".utf8)
        text.reserveCapacity(byteCount + 160)
        var step = seed &* 1_000
        func word() -> String {
            step += 1
            return words[mixed(step, 2) % words.count]
        }
        while text.count < byteCount {
            text +=
                "{\"id\":\(mixed(step, 3) % 1_000_000),\"state\":\"\(word())\",\"note\":\"\(word()) \(word())\"".utf8
            text +=
                ",\"total\":\(mixed(step, 4) % 100_000),\"reference\":\"\(String(mixed(step, 5), radix: 36))\"},".utf8
        }
        return text + Array("{}]}".utf8)
    }

    /// Looks random and is the same in every run.
    private static func mixed(_ number: Int, _ salt: Int) -> Int {
        var value = UInt64(truncatingIfNeeded: number &* 31 &+ salt) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
        value = value &* 0xBF58_476D_1CE4_E5B9
        return Int(value >> 33)
    }
}

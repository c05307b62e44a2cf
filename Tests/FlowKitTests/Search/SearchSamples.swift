import TestSupport

@testable import FlowKit

extension Flow {
    /// A finished flow whose response has this body, coded if so asked.
    static func answer(_ id: Int, _ body: [UInt8], coding: String? = nil, type: String? = nil) throws -> Flow {
        var flow = Flow.sample(id: id, status: 200, milliseconds: 5)
        var headers = Headers()
        if let coding { headers.append("Content-Encoding", coding) }
        if let type { headers.append("Content-Type", type) }
        let encoded = try coding.map { try ContentCoding.encode(body, with: [$0]) } ?? body
        flow.response?.headers = headers
        flow.response?.body = Body(encoded)
        return flow
    }

    static func answer(_ id: Int, _ body: String, coding: String? = nil, type: String? = nil) throws -> Flow {
        try answer(id, Array(body.utf8), coding: coding, type: type)
    }

    /// A finished WebSocket.
    static func socket(_ id: Int, _ messages: [String]) -> Flow {
        var flow = Flow.sample(id: id, status: 101, milliseconds: 5)
        flow.messages = MessageLog()
        for text in messages {
            let message = StreamMessage(
                sender: .server,
                kind: .text,
                time: Timestamp(nanoseconds: 0),
                payload: Body(text),
                wireByteCount: text.utf8.count
            )
            flow.messages?.append(message, limit: .max)
        }
        return flow
    }
}

extension BodySignatures {
    func insert(_ flow: Flow) {
        FlowEntry.open(FlowEntry.OpenFlow(flow)).lend(flow.id) { insert($0, with: SearchTextReader()) }
    }
}

extension FlowStore {
    convenience init(_ flows: [Flow]) {
        self.init()
        for flow in flows { record(flow) }
    }

    var listing: FlowListing {
        var index = FlowIndex()
        index.update(to: snapshot())
        return index.listing(version: 1)
    }

    func search(
        _ question: SearchQuestion,
        signatures: BodySignatures? = nil,
        limits: SearchLimits = SearchLimits()
    ) -> SearchReport {
        var job = SearchJob(number: 1, question: question, listing: listing)
        job.limits = limits
        return job.run(signatures: signatures)
    }

    func search(_ text: String, isPattern: Bool = false) -> [SearchHit] {
        search(SearchQuestion(text, isPattern: isPattern)).hits
    }
}

/// A body such as an API's, of about so many bytes; the same for the same seed.
func jsonText(byteCount: Int, seed: UInt64) -> String {
    var random = SeededRandom(seed: seed)
    let words = ["deadlock", "Retry", "user", "größe", "orders", "E42", "timeout", "日本", "null", "true"]
    var text = "{\"items\":["
    while text.utf8.count < byteCount {
        let word = words.randomElement(using: &random) ?? ""
        text += "{\"id\":\(random.next() % 100_000),\"\(word)\":\"\(words.randomElement(using: &random) ?? "")\"},\r\n"
    }
    return text + "{}]}"
}

package import FlowKit

/// What a page of a flow is made from: equal pages have equal text.
package struct DetailPage: Hashable, Sendable {
    package let flow: FlowID
    /// `nil` on the page of messages: what was said stays as it is.
    let stamp: FlowStamp?
    var tab: DetailTab
    /// The message shown, on the page of messages.
    var message: MessageStamp?
    /// The content view the person chose; `nil` takes the one that fits.
    var viewName: String?
    /// The head as it left rather than as it came.
    var isForwarded: Bool
    var limits: ContentLimits
    /// Folded parts of the body, by the rendering's line that opens them.
    var folded: Set<Int>
    /// What is searched for; empty for nothing.
    var needle: String
    /// The hit to go to; `nil` goes to none.
    var target: SearchTarget?
    /// Only where the text depends on them: the width of a bar, the second that open stages last until.
    var columns: Int?
    var second: Int64?
    /// Replays of the flow, on the page that lists them.
    var replays: [FlowID]
    var utcOffset: Int
}

/// A message, and how much of it is there.
struct MessageStamp: Hashable, Sendable {
    let number: Int
    let byteCount: Int
}

/// What of a flow may change while it is looked at.
struct FlowStamp: Hashable, Sendable {
    private let timing: Timing
    private let requestBytes: Int
    private let responseBytes: Int
    private let status: Int?
    private let informationalCount: Int
    private let error: FlowError?
    private let blockedBy: RuleHit?
    private let tunnel: TunnelCounts?
    private let hasForwarded: Bool
    private let requestForm: ForwardedRequestForm?
    private let responseForm: ForwardedResponseForm?
    private let clientID: Int?
    private let serverID: Int?

    init(_ flow: Flow) {
        timing = flow.timing
        requestBytes = Self.steps(flow.request.body, isGrowing: !flow.isFinished)
        responseBytes = Self.steps(flow.response?.body, isGrowing: !flow.isFinished)
        status = flow.response?.status
        informationalCount = flow.informational.count
        error = flow.error
        blockedBy = flow.blockedBy
        tunnel = flow.tunnel
        hasForwarded = flow.forwardedRequest != nil
        requestForm = flow.requestForm
        responseForm = flow.responseForm
        clientID = flow.client?.id
        serverID = flow.server?.id
    }

    /// A body that streams is shown anew when it grew by an eighth: showing it costs its size, and all together then
    /// costs but a few times that.
    private static func steps(_ body: Body?, isGrowing: Bool) -> Int {
        guard let count = body?.byteCount else { return -1 }
        guard isGrowing, count > 256 << 10 else { return count }
        let dropped = Int.bitWidth - count.leadingZeroBitCount - 4
        return (count >> dropped) << dropped
    }
}

/// Makes the text of a page, and finds what is searched for in it: pure, and as slow as the body is large.
package struct DetailJob: Sendable, Equatable {
    package let page: DetailPage
    let flow: Flow
    let schema: ProtobufSchema
    /// The message shown, on the page of messages.
    let message: MessageList.Item?
    /// What bars are drawn with.
    let block: String

    package func run() -> DetailResult {
        var result = run(as: page.viewName)
        guard let target = page.target else { return result }
        let rank = target.rank(of: page.needle, in: flow, message: message)
        // What is laid out may read otherwise than the text that was searched: then that text itself is shown.
        if result.hits(in: target.place).count != rank.count, page.viewName == nil {
            let plain = run(as: "text")
            if plain.hits(in: target.place).count > result.hits(in: target.place).count { result = plain }
        }
        let hits = result.hits(in: target.place)
        result.targetHit = hits.isEmpty ? nil : hits[min(hits.lowerBound + rank.index, hits.upperBound - 1)]
        return result
    }

    private func run(as viewName: String?) -> DetailResult {
        var document = DetailDocument()
        var page = page
        page.viewName = viewName
        var info = BodyInfo()
        switch page.tab {
        case .request:
            info = BodyInfo(flow, .request, page, schema)
            document.appendRequest(of: flow, body: info, isForwarded: page.isForwarded)
        case .response:
            info = BodyInfo(flow, .response, page, schema)
            document.appendResponse(of: flow, body: info, isForwarded: page.isForwarded)
        case .messages:
            if let message { info = BodyInfo(message, of: flow, page, schema) }
            document.append(messageBody: info)
        case .timing, .connection, .rules:
            appendFacts(to: &document)
        }
        let hits = page.needle.isEmpty ? [] : TextSearch(page.needle).hits(in: document)
        return DetailResult(page: self.page, document: document, hits: hits, body: info.summary, values: info.values)
    }

    /// The same without its body: what can be shown at once.
    func runWithoutBody() -> DetailResult {
        var document = DetailDocument()
        switch page.tab {
        case .request: document.appendRequest(of: flow, body: nil, isForwarded: page.isForwarded)
        case .response: document.appendResponse(of: flow, body: nil, isForwarded: page.isForwarded)
        case .messages: document.append("Making the message readable…", .dim)
        case .timing, .connection, .rules: appendFacts(to: &document)
        }
        return DetailResult(page: page, document: document, hits: [], body: .init())
    }

    private func appendFacts(to document: inout DetailDocument) {
        let now = Timestamp(nanoseconds: (page.second ?? 0) &* 1_000_000_000)
        let clock = WallClock(utcOffset: page.utcOffset)
        switch page.tab {
        case .timing:
            document.appendTiming(of: flow, now: now, columns: page.columns ?? 80, clock: clock, block: block)
        case .connection: document.appendConnections(of: flow, now: now, clock: clock)
        case .rules: document.appendRules(of: flow, replays: page.replays)
        case .request, .response, .messages: break
        }
    }

    /// Bodies that take no time to show are not sent to another thread.
    var isQuick: Bool {
        if page.tab == .messages { return message.map { $0.payload.capturedByteCount <= 64 << 10 } ?? true }
        let message: (any Message)? =
            switch page.tab {
            case .request: flow.request
            case .response: flow.response
            case .timing, .connection, .rules, .messages: nil
            }
        return message?.hasQuickBody ?? true
    }

    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.page == rhs.page }
}

/// The text of a page.
package struct DetailResult: Sendable, Hashable {
    package let page: DetailPage
    let document: DetailDocument
    let hits: [TextSearch.Hit]
    let body: BodySummary
    /// The values of the body's lines, where it is shown as a JSON text.
    var values: JSONValueLines?
    /// Which of the hits the page's target is; `nil`: it has none, or it is not found.
    var targetHit: Int?

    /// The hits in the part of the page that shows a text of the flow.
    func hits(in place: SearchHit.Place) -> Range<Int> {
        let body = document.bodyLines
        let first = hits.partitioningIndex { $0.line >= body.lowerBound }
        let end = hits.partitioningIndex { $0.line >= body.upperBound }
        if case .head = place { return 0..<first }
        return first..<end
    }
}

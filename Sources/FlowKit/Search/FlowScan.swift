/// Looks through flows one by one for what a question asks.
///
/// Each worker of a search has its own; it keeps at most one decoded body at a time.
struct FlowScan: Sendable {
    let matcher: SearchMatcher
    let readsHeads: Bool
    let limits: SearchLimits
    let signatures: BodySignatures?
    /// Nobody wants the answer any more.
    let isCancelled: @Sendable () -> Bool

    private(set) var hits: [SearchHit] = []
    private(set) var progress = SearchProgress()

    init(
        _ matcher: SearchMatcher,
        readsHeads: Bool,
        limits: SearchLimits,
        signatures: BodySignatures?,
        isCancelled: @escaping @Sendable () -> Bool
    ) {
        self.matcher = matcher
        self.readsHeads = readsHeads
        self.limits = limits
        self.signatures = signatures
        self.isCancelled = isCancelled
    }

    mutating func search(_ id: FlowID, in snapshot: FlowSnapshot) {
        progress.searchedCount += 1
        if !readsHeads, let signatures, !matcher.probe.asksNothing, signatures.rulesOut(matcher.probe, in: id) {
            progress.ruledOutCount += 1
            return
        }
        guard let flow = snapshot[id] else {
            progress.goneCount += 1
            return
        }
        let before = progress.hitCount
        search(flow, .request)
        searchMessages(of: flow)
        if flow.response != nil { search(flow, .response) }
        if progress.hitCount > before { progress.flowCount += 1 }
    }

    private mutating func search(_ flow: Flow, _ side: MessageSide) {
        if readsHeads { search(SearchText.head(of: flow, side), flow.id, .head(side)) }
        let mayHold = signatures?.mayHold(matcher.probe, in: flow.id, side) ?? true
        guard mayHold, !isCancelled(), let text = SearchText(of: flow, side, limit: limits.bytes) else { return }
        if text.isCut { progress.cutCount += 1 }
        if text.isMissing { progress.missingCount += 1 }
        search(text.bytes, flow.id, .body(side))
    }

    private mutating func searchMessages(of flow: Flow) {
        guard let log = flow.messages else { return }
        for number in log.numbers {
            guard !isCancelled() else { return }
            search(log[number].payload.bytes, flow.id, .message(number))
        }
    }

    private mutating func search(_ bytes: [UInt8], _ id: FlowID, _ place: SearchHit.Place) {
        guard !bytes.isEmpty else { return }
        progress.byteCount &+= bytes.count
        let deadline = ContinuousClock.now + limits.time
        var isLate = false
        let first = hits.count
        var hasMore = false
        let isWhole = bytes.withUnsafeBufferPointer { text in
            matcher.forEachMatch(
                in: text,
                shouldStop: {
                    isLate = ContinuousClock.now >= deadline
                    return isLate || isCancelled()
                },
                { range in
                    hasMore = hits.count - first >= limits.hitsPerText
                    if !hasMore { hits.append(SearchHit(id, place, range, in: text)) }
                    return !hasMore
                }
            )
        }
        if isLate || !isWhole && !isCancelled() { progress.slowCount += 1 }
        if hasMore { progress.fullTextCount += 1 }
        progress.hitCount += hits.count - first
    }

    /// What was found since the last time.
    mutating func takeFindings() -> (hits: [SearchHit], progress: SearchProgress) {
        defer {
            hits = []
            progress = SearchProgress()
        }
        return (hits, progress)
    }
}

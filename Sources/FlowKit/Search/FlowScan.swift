/// Looks through flows one by one for what a question asks.
///
/// Each worker of a search has its own; it keeps at most one decoded body at a time.
struct FlowScan {
    let matcher: SearchMatcher
    let readsHeads: Bool
    let limits: SearchLimits
    let signatures: BodySignatures?
    /// Nobody wants the answer any more.
    let isCancelled: () -> Bool

    private let reader = SearchTextReader()
    private(set) var hits: [SearchHit] = []
    private(set) var progress = SearchProgress()

    init(
        _ matcher: SearchMatcher,
        readsHeads: Bool,
        limits: SearchLimits,
        signatures: BodySignatures?,
        isCancelled: @escaping () -> Bool
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
        let before = progress.hitCount
        // Only heads are worth the making of a flow.
        let whole = readsHeads ? snapshot[id] : nil
        let isThere: Void? = snapshot.lend(id) { flow in
            search(flow, .request, whole)
            searchMessages(of: flow)
            if flow.response != nil { search(flow, .response, whole) }
        }
        if isThere == nil { progress.goneCount += 1 }
        if progress.hitCount > before { progress.flowCount += 1 }
    }

    private mutating func search(_ flow: LentFlow, _ side: MessageSide, _ whole: Flow?) {
        if let whole {
            SearchText.head(of: whole, side).withUnsafeBufferPointer { search($0, flow.id, .head(side)) }
        }
        let mayHold = signatures?.mayHold(matcher.probe, in: flow.id, side) ?? true
        guard mayHold, !isCancelled(), let message = flow.message(side) else { return }
        reader.read(message, limit: limits.bytes) { text, condition in
            if condition.isCut { progress.cutCount += 1 }
            if condition.isMissing { progress.missingCount += 1 }
            if condition.isUncaptured { progress.uncapturedCount += 1 }
            search(text, flow.id, .body(side))
        }
    }

    private mutating func searchMessages(of flow: LentFlow) {
        guard let log = flow.messages else { return }
        for number in log.numbers {
            guard !isCancelled() else { return }
            log[number].payload.bytes.withUnsafeBufferPointer { search($0, flow.id, .message(number)) }
        }
    }

    private mutating func search(_ text: UnsafeBufferPointer<UInt8>, _ id: FlowID, _ place: SearchHit.Place) {
        guard !text.isEmpty else { return }
        progress.byteCount &+= text.count
        // Most texts are done with before anybody looks at the clock.
        var deadline: ContinuousClock.Instant?
        var isLate = false
        let first = hits.count
        var hasMore = false
        let extent = matcher.forEachMatch(
            in: text,
            shouldStop: {
                let now = ContinuousClock.now
                let end = deadline ?? now + limits.time
                deadline = end
                isLate = now >= end
                return isLate || isCancelled()
            },
            { range in
                hasMore = hits.count - first >= limits.hitsPerText
                if !hasMore { hits.append(SearchHit(id, place, range, in: text)) }
                return !hasMore
            }
        )
        switch extent {
        case .whole: break
        case .stopped: if isLate { progress.slowCount += 1 }
        case .withoutLongLines: progress.longLineCount += 1
        }
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

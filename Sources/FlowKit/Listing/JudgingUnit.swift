/// A piece of the work of a pass: flows of one segment to be judged. Pieces can be done in any order and at the same time.
package struct JudgingUnit: Sendable {
    /// The flows of one chunk that are asked about.
    struct Part: Sendable {
        /// Counted from the first chunk of the store.
        let chunk: Int
        /// What is known anew afterwards: flows that are gone included.
        let asked: SlotSet
        /// Those to judge.
        let live: SlotSet
    }

    /// What came of it.
    package struct Verdicts: Sendable {
        struct Part: Sendable {
            let chunk: Int
            let asked: SlotSet
            let matches: SlotSet
            /// Searched in part only.
            let short: SlotSet
        }

        let parts: [Part]
        let flowCount: Int
    }

    let segment: FlowSegment
    let parts: [Part]
    /// Shared by all units of the segment.
    let answers: SegmentAnswers
    /// Flows to judge.
    let flowCount: Int

    init(segment: FlowSegment, parts: [Part], answers: SegmentAnswers) {
        self.segment = segment
        self.parts = parts
        self.answers = answers
        flowCount = parts.reduce(0) { $0 + $1.live.count }
    }

    /// Judges the flows.
    ///
    /// - Parameter isStopped: asked often; what is returned after it said true is `nil`.
    package func judge(
        by filter: Filter,
        context: FilterContext,
        isStopped: @escaping () -> Bool = { false }
    ) -> Verdicts? {
        var judge = SegmentJudge(filter, segment, answers: answers, context: context, isStopped: isStopped)
        var verdicts: [Verdicts.Part] = []
        verdicts.reserveCapacity(parts.count)
        for part in parts {
            guard !isStopped() else { return nil }
            let matches = judge.judge(chunk: part.chunk % FlowSegment.chunkCount, part.live)
            guard !judge.wasStopped else { return nil }
            verdicts.append(
                Verdicts.Part(chunk: part.chunk, asked: part.asked, matches: matches, short: judge.short)
            )
        }
        return Verdicts(parts: verdicts, flowCount: flowCount)
    }

    /// The same work in pieces of so many chunks.
    func cut(chunks count: Int) -> [JudgingUnit] {
        guard parts.count > count else { return [self] }
        return stride(from: 0, to: parts.count, by: count).map { start in
            let some = Array(parts[start..<min(start + count, parts.count)])
            return JudgingUnit(segment: segment, parts: some, answers: answers)
        }
    }
}

extension FlowChunk {
    /// The slots that have a flow.
    fileprivate var liveSlots: SlotSet {
        liveCount == Self.capacity ? .all : SlotSet(columns.flags) { $0.contains(.live) }
    }
}

extension FlowSnapshot {
    /// What to judge to know the answer about all flows.
    ///
    /// - Parameter candidates: the only flows that can match; `nil`: any can.
    func units(among candidates: FlowSet?) -> [JudgingUnit] {
        units { chunk, number in
            let live = chunk.liveSlots
            let possible = candidates.map { $0[number].intersection(live) } ?? live
            return possible.isEmpty ? nil : JudgingUnit.Part(chunk: number, asked: possible, live: possible)
        }
    }

    /// What to judge anew because it changed since the snapshot of a version.
    func units(changedSince version: Int) -> [JudgingUnit] {
        units(newerThan: version) { chunk, number in
            guard !chunk.isGone else { return JudgingUnit.Part(chunk: number, asked: .all, live: .none) }
            let changed = SlotSet(chunk.columns.versions) { $0 > version }
            let live = chunk.liveSlots
            return JudgingUnit.Part(chunk: number, asked: changed, live: changed.intersection(live))
        }
    }

    private func units(
        newerThan version: Int = -1,
        _ part: (FlowChunk, _ number: Int) -> JudgingUnit.Part?
    ) -> [JudgingUnit] {
        segments.enumerated().compactMap { index, segment in
            guard segment.version > version else { return nil }
            let first = index * FlowSegment.chunkCount
            var parts: [JudgingUnit.Part] = []
            if segment.isGone {
                guard version >= 0 else { return nil }
                parts = (0..<FlowSegment.chunkCount).map { .init(chunk: first + $0, asked: .all, live: .none) }
            }
            for (place, chunk) in segment.chunks.enumerated() where chunk.version > version {
                guard version >= 0 || chunk.liveCount > 0 else { continue }
                if let part = part(chunk, first + place) { parts.append(part) }
            }
            return parts.isEmpty ? nil : JudgingUnit(segment: segment, parts: parts, answers: SegmentAnswers())
        }
    }
}

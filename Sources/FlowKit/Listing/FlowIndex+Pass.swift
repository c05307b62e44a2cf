extension FlowIndex {
    /// The work that leads from the last snapshot to a newer one, as far as it is done.
    package struct Pass: Sendable {
        private(set) var snapshot: FlowSnapshot
        /// All flows are judged, not just those that changed.
        let isFromScratch: Bool
        /// Flows to judge, and those of them that are.
        package private(set) var totalCount: Int
        package private(set) var judgedCount = 0

        var progress: FlowListing.Progress {
            FlowListing.Progress(judgedCount: judgedCount, totalCount: totalCount)
        }

        private var pending: ArraySlice<JudgingUnit>
        private var openCount: Int
        private var chunksPerUnit: Int?
        private var place: FlowID?
        /// From scratch: what matches so far. Else: what changed about that.
        private(set) var matches = FlowSet()
        private(set) var asked = FlowSet()
        private(set) var short = FlowSet()

        init(to snapshot: FlowSnapshot, units: [JudgingUnit], isFromScratch: Bool) {
            self.snapshot = snapshot
            self.isFromScratch = isFromScratch
            pending = units[...]
            openCount = units.count
            totalCount = units.reduce(0) { $0 + $1.flowCount }
        }

        /// Judges every flow there is.
        static func all(of snapshot: FlowSnapshot) -> Pass {
            Pass(to: snapshot, units: snapshot.units(among: nil), isFromScratch: true)
        }

        /// What is known without judging.
        mutating func assume(matches: FlowSet, short: FlowSet) {
            self.matches = matches
            self.short = short
        }

        /// Puts the work in the order it is wanted in.
        ///
        /// - Parameters:
        ///   - chunksPerUnit: the most in one piece; `nil`: a segment.
        ///   - id: the flow to begin at; `nil`: the newest.
        mutating func arrange(chunksPerUnit: Int?, near id: FlowID?) {
            (self.chunksPerUnit, place) = (chunksPerUnit, id)
            let units = chunksPerUnit.map { count in pending.flatMap { $0.cut(chunks: count) } } ?? Array(pending)
            let chunk = id.map { ($0.rawValue - 1) / FlowChunk.capacity } ?? .max
            pending = units.sorted { abs($0.parts[0].chunk - chunk) < abs($1.parts[0].chunk - chunk) }[...]
            openCount = units.count
        }

        /// Goes on with a newer snapshot, so that what the store dropped since is free: a pass that takes long would keep it
        /// in memory. What changed is judged again.
        ///
        /// Only for a pass from scratch, and while no unit is given out.
        mutating func move(to newer: FlowSnapshot) {
            precondition(isFromScratch && openCount == pending.count, "a pass was moved while work was out")
            var (open, changed) = (FlowSet(), FlowSet())
            open.set(pending.flatMap(\.parts).map { ($0.chunk, $0.asked) })
            changed.set(newer.units(changedSince: snapshot.version).flatMap(\.parts).map { ($0.chunk, $0.asked) })
            matches = matches.subtracting(changed)
            short = short.subtracting(changed)
            snapshot = newer
            pending = newer.units(among: open.union(changed))[...]
            totalCount = judgedCount + pending.reduce(0) { $0 + $1.flowCount }
            arrange(chunksPerUnit: chunksPerUnit, near: place)
        }

        /// Every unit was judged and taken.
        package var isDone: Bool { openCount == 0 }

        /// The next piece of work, to be judged wherever and given back by `take`; `nil`: all are given out.
        package mutating func next() -> JudgingUnit? { pending.popFirst() }

        package mutating func take(_ verdicts: JudgingUnit.Verdicts) {
            openCount -= 1
            judgedCount += verdicts.flowCount
            matches.add(verdicts.parts.lazy.map { ($0.chunk, $0.matches) })
            short.add(verdicts.parts.lazy.map { ($0.chunk, $0.short) })
            if !isFromScratch { asked.add(verdicts.parts.lazy.map { ($0.chunk, $0.asked) }) }
        }
    }
}

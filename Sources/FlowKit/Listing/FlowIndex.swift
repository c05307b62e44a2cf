/// Keeps a filtered, ordered listing true while flows change. Pure and synchronous; `FlowIndexer` decides when.
///
/// Work is done by a pass: it judges what changed since the last one, in pieces, and takes effect when it is finished. A
/// pass that is dropped leaves the index as it was.
package struct FlowIndex: Sendable {
    /// What a filter was found to match.
    private struct Known: Sendable {
        let filter: Filter
        /// Of the snapshot that was judged.
        let version: Int
        let matches: FlowSet
        let short: FlowSet
    }

    /// Results kept: as many as a person takes back letters at a time.
    private static let memoryCount = 16

    package private(set) var filter: Filter
    private var rows: FlowRows
    private var matches = FlowSet()
    /// Flows that were searched in part only.
    private var short = FlowSet()
    private var snapshot = FlowSnapshot.empty
    /// `matches` are those of the filter; else all has yet to be judged.
    package private(set) var isComplete = false
    /// Results of earlier filters, the last one last. None of them asks about time.
    private var memory: [Known] = []

    package init(filter: Filter = .all, order: SortOrder = .standard) {
        self.filter = filter
        rows = FlowRows(order: order)
    }

    package var order: SortOrder { rows.order }

    package func listing(version: Int) -> FlowListing {
        FlowListing(
            rows: rows,
            filter: filter,
            snapshot: snapshot,
            version: version,
            partlySearchedCount: short.count
        )
    }

    /// What a pass found so far, of which it has judged a part; `nil`: its rows cannot be put in order that quickly.
    package func listing(version: Int, of pass: Pass) -> FlowListing? {
        let isQuick = pass.matches.count <= Self.quickCount && !order.column.readsBody
        guard order.column == .time || isQuick else { return nil }
        return FlowListing(
            rows: FlowRows(pass.matches, order: order, snapshot: pass.snapshot),
            filter: filter,
            snapshot: pass.snapshot,
            version: version,
            partlySearchedCount: pass.short.count,
            progress: pass.progress
        )
    }

    /// Rows that are ordered in a moment.
    private static let quickCount = 10_000

    /// Asks another filter from now on. What is known of the last ones is used where it tells about this one.
    package mutating func setFilter(_ filter: Filter) {
        guard filter != self.filter else { return }
        beginAnew()
        self.filter = filter
    }

    /// Has the next pass begin from scratch, with what is known of this filter and those before it. Nothing is kept of the
    /// snapshot meanwhile.
    mutating func beginAnew() {
        if isComplete, !self.filter.readsClock {
            memory.removeAll { $0.filter == self.filter }
            memory.append(Known(filter: self.filter, version: snapshot.version, matches: matches, short: short))
            memory.removeFirst(max(0, memory.count - Self.memoryCount))
        }
        isComplete = false
        snapshot = .empty
    }

    /// Orders the same flows anew, without asking the filter again.
    package mutating func sort(by order: SortOrder) {
        guard order != self.order else { return }
        rows = isComplete ? FlowRows(matches, order: order, snapshot: snapshot) : FlowRows(order: order)
    }

    /// What is to be put in order for another order of the same flows.
    func sorting(by order: SortOrder) -> RowSorting {
        RowSorting(set: matches, snapshot: snapshot, order: order)
    }

    /// Takes over what `sorting(by:)` gave, unless the flows changed since.
    mutating func sort(by order: SortOrder, rows sorted: [FlowID]) {
        rows = FlowRows(matches, order: order, snapshot: snapshot) { sorted }
    }

    // MARK: - Passes

    /// Begins a pass; costs the number of chunks and changes, judges nothing yet.
    ///
    /// - Parameters:
    ///   - rejudgesAll: judge every flow, not just those that changed: for filters that ask about time.
    ///   - id: a flow near those that are looked at: those are judged first. `nil`: the newest.
    package func pass(to snapshot: FlowSnapshot, rejudgesAll: Bool = false, near id: FlowID? = nil) -> Pass {
        if isComplete, !rejudgesAll {
            return Pass(to: snapshot, units: snapshot.units(changedSince: self.snapshot.version), isFromScratch: false)
        }
        var pass = rejudgesAll ? .all(of: snapshot) : passFromMemory(to: snapshot) ?? .all(of: snapshot)
        pass.arrange(chunksPerUnit: chunksPerUnit, near: id)
        return pass
    }

    /// Judges only what earlier results leave open; `nil`: they tell nothing.
    private func passFromMemory(to snapshot: FlowSnapshot) -> Pass? {
        let known = memory.filter { filter.refines($0.filter) }.min { $0.matches.count < $1.matches.count }
        guard let known = memory.last(where: { $0.filter == filter }) ?? known else { return nil }
        let changed = snapshot.units(changedSince: known.version)
        var asked = FlowSet()
        asked.set(changed.flatMap(\.parts).map { ($0.chunk, $0.asked) })
        if known.filter == filter {
            var pass = Pass(to: snapshot, units: changed, isFromScratch: true)
            pass.assume(matches: known.matches.subtracting(asked), short: known.short.subtracting(asked))
            return pass
        }
        let units = snapshot.units(among: known.matches.union(asked))
        var pass = Pass(to: snapshot, units: units, isFromScratch: true)
        pass.assume(matches: FlowSet(), short: known.short.subtracting(asked).subtracting(known.matches))
        return pass
    }

    /// How much is judged at a time: so much that nobody waits for it to end. `nil`: a segment.
    private var chunksPerUnit: Int? {
        switch filter.root.cost {
        case .columns: nil
        case .flow: 8
        case .body: 1
        }
    }

    /// Judges about so many flows, in whole pieces.
    package func advance(_ pass: inout Pass, count: Int, context: FilterContext = FilterContext()) {
        var left = count
        while left > 0, let unit = pass.next() {
            guard let verdicts = unit.judge(by: filter, context: context) else { return }
            pass.take(verdicts)
            left -= max(1, unit.flowCount)
        }
    }

    /// Takes over what the pass found, all of which must be done.
    package mutating func finish(_ pass: Pass) {
        finish(pass) { $0.sorted() }
    }

    /// - Parameter sorted: puts rows in order, where a pass from scratch found some and the order asks for it.
    mutating func finish(_ pass: Pass, sorted: (RowSorting) -> [FlowID]) {
        precondition(pass.isDone, "a pass was finished before all flows were judged")
        if pass.isFromScratch {
            matches = pass.matches
            short = pass.short
            let sorting = RowSorting(set: matches, snapshot: pass.snapshot, order: order)
            rows = FlowRows(matches, order: order, snapshot: pass.snapshot) { sorted(sorting) }
        } else {
            let removed = matches.intersection(pass.asked)
            matches = matches.replacing(pass.asked, by: pass.matches)
            short = short.replacing(pass.asked, by: pass.short)
            rows.change(
                removing: removed,
                inserting: pass.matches,
                from: snapshot,
                to: pass.snapshot,
                set: matches
            )
        }
        snapshot = pass.snapshot
        isComplete = true
    }

    /// Brings the index up to date in one go.
    package mutating func update(to snapshot: FlowSnapshot, context: FilterContext = FilterContext()) {
        var pass = pass(to: snapshot)
        advance(&pass, count: .max, context: context)
        finish(pass)
    }
}

/// Keeps a filtered, ordered listing true while flows change. Pure and synchronous; `FlowIndexer` decides when.
///
/// Work is done by a pass: it judges what changed since the last one, as much at a time as the caller likes, and takes
/// effect when it is finished. A pass that is dropped leaves the index as it was.
package struct FlowIndex: Sendable {
    package let filter: Filter
    private var rows: FlowRows
    private var snapshot = FlowSnapshot.empty

    package init(filter: Filter = .all, order: SortOrder = .standard) {
        self.filter = filter
        rows = FlowRows(order: order)
    }

    package var order: SortOrder { rows.order }

    package func listing(version: Int) -> FlowListing {
        FlowListing(rows: rows, filter: filter, snapshot: snapshot, version: version)
    }

    /// Orders the same flows anew, without asking the filter again.
    package mutating func sort(by order: SortOrder) {
        guard order != self.order else { return }
        let entries = listing(version: 0).compactMap { id in snapshot[id].map { order.entry($0) } }
        rows = FlowRows(entries, order: order)
    }

    /// The work that leads from the last snapshot to this one.
    package struct Pass: Sendable {
        fileprivate let snapshot: FlowSnapshot
        fileprivate let isFromScratch: Bool
        fileprivate var pending: ArraySlice<FlowID>
        fileprivate var removed: [FlowRows.Entry] = []
        fileprivate var inserted: [FlowRows.Entry] = []

        package var isDone: Bool { pending.isEmpty }
    }

    /// Begins a pass; costs the number of chunks and changes, judges nothing yet.
    ///
    /// - Parameter rejudgesAll: judge every flow, not just those that changed: for filters that ask about time.
    package func pass(to snapshot: FlowSnapshot, rejudgesAll: Bool = false) -> Pass {
        guard !rejudgesAll, self.snapshot.version > 0 else {
            return Pass(snapshot: snapshot, isFromScratch: true, pending: snapshot.ids[...])
        }
        var changed: [FlowID] = []
        snapshot.forEachChange(since: self.snapshot.version) { id, _ in changed.append(id) }
        return Pass(snapshot: snapshot, isFromScratch: false, pending: changed[...])
    }

    /// Judges up to `count` flows.
    package func advance(_ pass: inout Pass, count: Int, context: FilterContext = FilterContext()) {
        for id in pass.pending.prefix(count) {
            let new = pass.snapshot[id].flatMap {
                filter.matches($0, context: context) ? order.entry($0) : nil
            }
            let old = pass.isFromScratch ? nil : entry(id)
            guard old != new else { continue }
            if let old { pass.removed.append(old) }
            if let new { pass.inserted.append(new) }
        }
        pass.pending = pass.pending.dropFirst(count)
    }

    /// Takes over what the pass found, all of which must be done.
    package mutating func finish(_ pass: Pass) {
        precondition(pass.isDone, "a pass was finished before all flows were judged")
        snapshot = pass.snapshot
        if pass.isFromScratch {
            rows = FlowRows(pass.inserted, order: order)
        } else {
            rows.apply(removing: pass.removed, inserting: pass.inserted)
        }
    }

    /// Brings the index up to date in one go.
    package mutating func update(to snapshot: FlowSnapshot, context: FilterContext = FilterContext()) {
        var pass = pass(to: snapshot)
        advance(&pass, count: .max, context: context)
        finish(pass)
    }

    /// The row a flow has now, by what it was when it was last judged.
    private func entry(_ id: FlowID) -> FlowRows.Entry? {
        guard let entry = snapshot[id].map({ order.entry($0) }) else { return nil }
        return rows.contains(entry) ? entry : nil
    }
}

extension SortOrder {
    fileprivate func entry(_ flow: Flow) -> FlowRows.Entry {
        FlowRows.Entry(key: column.key(of: flow), id: flow.id)
    }
}

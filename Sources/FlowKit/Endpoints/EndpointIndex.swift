/// Counts the flows of a listing by endpoint, or another grouping, and keeps the figures true while flows change.
///
/// The figures are those of the flows there are and the filter shows: what is deleted, dropped for memory or hidden leaves
/// them again. Only what changed is looked at, from the columns of the store; each unique path of a segment is folded once.
/// There are 10,000 groups at most, a quarter of them of one host; what would need more is counted together, host by host as
/// far as 1,000 hosts, so that no traffic can make this grow.
///
/// Pure and synchronous; `EndpointIndexer` decides when. Memory: 4 bytes a flow and up to 16 for its latency, half a
/// kilobyte a group, and 25 MB of paths at the very most.
package struct EndpointIndex: Sendable {
    package let grouping: FlowGrouping
    package let overrides: EndpointOverrides
    private(set) var groups: FlowGroups
    private var names: FlowGroupNames
    private var assignments = FlowAssignments()
    /// What was counted.
    private var snapshot = FlowSnapshot.empty
    private var filter = Filter.all
    private var listingVersion = 0
    /// Room that was missing may be there now.
    private var isRecountDue = false

    /// What is being counted.
    private var target = FlowListing.empty
    private var pending: ArraySlice<FlowID> = []
    private var passCount = 0

    package init(
        grouping: FlowGrouping = .endpoint,
        overrides: EndpointOverrides = EndpointOverrides(),
        limit: Int = 10_000
    ) {
        self.grouping = grouping
        self.overrides = overrides
        groups = FlowGroups(limit: limit)
        names = FlowGroupNames(grouping, overrides, endpointLimit: limit)
    }

    package var isDone: Bool { pending.isEmpty }
    /// How much of the pass is done, between 0 and 1.
    package var progress: Double { isDone ? 1 : 1 - Double(pending.count) / Double(max(1, passCount)) }

    /// Begins to count what is new in a listing, or all of it where its filter is another one.
    package mutating func begin(_ listing: FlowListing) {
        let isSame = isDone && !isRecountDue && listing.filter == filter
        // A filter about time lets go of flows to which nothing happens.
        if !isSame || snapshot.version == 0 || filter.readsClock && listing.version != listingVersion {
            self = EndpointIndex(grouping: grouping, overrides: overrides, limit: groups.limit)
            pending = (listing.filter.matchesAll ? listing.snapshot.ids : listing.sorted())[...]
        } else {
            var changed: [FlowID] = []
            listing.snapshot.forEachChangedSlot(since: snapshot.version) { segment, chunk, slot in
                changed.append(segment.id(chunk: chunk, slot: slot))
            }
            pending = changed[...]
        }
        filter = listing.filter
        listingVersion = listing.version
        passCount = pending.count
        target = listing
        if pending.isEmpty { snapshot = listing.snapshot }
    }

    /// Counts up to `count` flows.
    package mutating func advance(count: Int) {
        guard !pending.isEmpty else { return }
        for id in pending.prefix(count) { recount(id) }
        pending = pending.dropFirst(count)
        if pending.isEmpty { finish() }
    }

    /// Counts all at once.
    package mutating func update(to listing: FlowListing) {
        begin(listing)
        advance(count: .max)
    }

    private mutating func recount(_ id: FlowID) {
        guard let place = FlowPlace(id) else { return }
        let old = assignments[place]
        if old != FlowGroups.none, let part = snapshot.part(at: place) {
            groups.remove(part, flow: id.rawValue - 1, from: groups.current(old))
        }
        var new = FlowGroups.none
        if let part = target.snapshot.part(at: place), filter.matchesAll || target.row(of: id) != nil {
            let found = names.group(at: place, in: target.snapshot, &groups)
            new = groups.current(found ?? FlowGroups.others)
            groups.add(part, flow: id.rawValue - 1, to: new)
        }
        assignments[place] = new
    }

    private mutating func finish() {
        snapshot = target.snapshot
        if groups.hasMerges {
            assignments.replace { groups.current($0) }
            names.forgetPlaces()
            groups.forgetMerges()
        }
        if groups.hasStale { groups.findNewest { assignments.newestFirst($0) } }
        let emptyCount = groups.emptyCount
        guard emptyCount > 64, emptyCount * 3 > groups.madeCount else { return }
        names.prune(groups)
        groups.releaseEmpty()
        isRecountDue = groups.hasOthers && groups.madeCount < groups.limit / 2
    }

    /// What was counted so far.
    ///
    /// - Parameter version: tells tables apart.
    package func table(_ order: EndpointOrder = .standard, version: Int) -> EndpointTable {
        var rows: [EndpointRow] = []
        func append(_ name: EndpointName, _ group: FlowGroups.Group) {
            rows.append(EndpointRow(name, group.figures, newest: FlowID(group.newest + 1)))
        }
        names.forEachEndpoint { number, name in
            if groups.count(of: number) > 0 { append(name, groups[number]) }
        }
        groups.forEach { number, group in
            if let name = group.name { append(name, group) }
            if number == FlowGroups.others { append(.others(grouping), group) }
        }
        return EndpointTable(
            rows: order.sorted(rows),
            grouping: grouping,
            order: order,
            filter: filter,
            progress: progress,
            version: version
        )
    }
}

extension FlowSnapshot {
    /// What a flow adds to the figures; `nil`: there is none.
    fileprivate func part(at place: FlowPlace) -> EndpointFigures.Part? {
        guard place.segment < segments.count, place.chunk < segments[place.segment].chunks.count else { return nil }
        let chunk = segments[place.segment].chunks[place.chunk]
        guard place.slot < chunk.count, chunk.columns.flags[place.slot].contains(.live) else { return nil }
        let flags = chunk.columns.flags[place.slot]
        let duration = chunk.columns.duration[place.slot]
        let byteCount = chunk.columns.contentByteCount[place.slot]
        let lasts = flags.contains(.tunnel) || flags.contains(.messages)
        return EndpointFigures.Part(
            isError: chunk.columns.status[place.slot] >= 400 || flags.contains(.error)
                || segments[place.segment].hasFailedCall(chunk, place),
            byteCount: byteCount == FlowColumns.unknown ? 0 : Int(byteCount),
            latency: lasts || duration == FlowColumns.unknown ? nil : duration,
            started: chunk.columns.started[place.slot]
        )
    }
}

extension FlowSegment {
    /// True for a gRPC call that failed, whose status is 200 all the same.
    fileprivate func hasFailedCall(_ chunk: FlowChunk, _ place: FlowPlace) -> Bool {
        let type = chunk.columns.responseType[place.slot]
        guard types.withUTF8(of: type, { $0.starts(with: "application/grpc".utf8) }) else { return false }
        return flow(chunk: place.chunk, slot: place.slot)?.grpcStatus?.isFailure ?? false
    }
}

import FlowKit

/// The replays of one flow, kept up to date by looking at what changed.
struct ReplayList: Hashable, Sendable {
    private(set) var ids: [FlowID] = []
    private var version = 0

    mutating func update(of origin: FlowID, from snapshot: FlowSnapshot) {
        guard snapshot.version != version else { return }
        var changed = Set(ids)
        snapshot.forEachChangedFlags(since: version) { id, flags in
            // Few are replays: only those are made.
            guard flags.contains(.replay) else {
                if !flags.contains(.live) { changed.remove(id) }
                return
            }
            if snapshot[id]?.source == .replay(of: origin) { changed.insert(id) }
        }
        ids = changed.sorted()
        version = snapshot.version
    }
}

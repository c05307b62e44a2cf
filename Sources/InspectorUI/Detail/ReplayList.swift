import FlowKit

/// The replays of one flow, kept up to date by looking at what changed.
struct ReplayList: Hashable, Sendable {
    private(set) var ids: [FlowID] = []
    private var version = 0

    mutating func update(of origin: FlowID, from snapshot: FlowSnapshot) {
        guard snapshot.version != version else { return }
        var changed = Set(ids)
        snapshot.forEachChange(since: version) { id, flow in
            guard let flow else {
                changed.remove(id)
                return
            }
            if flow.source == .replay(of: origin) { changed.insert(id) }
        }
        ids = changed.sorted()
        version = snapshot.version
    }
}

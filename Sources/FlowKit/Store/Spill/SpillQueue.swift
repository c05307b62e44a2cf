/// Which bodies to spill next and which to drop next: flows in the order they ended, and when to begin and to stop.
struct SpillQueue {
    /// Bytes written at a time, and flows looked at.
    static let batchByteCount = 512 << 10
    static let batchCount = 64
    /// Smaller bodies stay in memory: what stands for them would take as much.
    static let leastByteCount = 256

    let limit: Int?
    var unspilled = BlockQueue<FlowID>()
    var spilled = BlockQueue<FlowID>()
    /// Bodies that other flows kept when it was the turn of those that have them now.
    var overdue = BlockQueue<StoredBody>()
    /// Marked flows whose turn to be dropped it was.
    private var pinned: Set<FlowID> = []
    /// A job is under way.
    private var isActive = false
    /// There was no room in the file, and nothing that could be dropped.
    private var isFull = false

    init(limit: Int?) {
        self.limit = limit
    }

    /// Adds a flow with bodies, where anything is spilled at all.
    mutating func append(_ id: FlowID, isInMemory: Bool) {
        guard limit != nil else { return }
        if isInMemory { unspilled.append(id) } else { spilled.append(id) }
    }

    /// Whether a job should begin now; it is then under way.
    mutating func begin(byteCount: Int, budget: Int) -> Bool {
        guard limit != nil, !isActive, !isFull, byteCount > budget / 4 * 3, !unspilled.isEmpty else { return false }
        isActive = true
        return true
    }

    /// The flow whose bodies are next; `nil`: there is none, or enough has been done.
    mutating func next(byteCount: Int, budget: Int) -> FlowID? {
        guard limit != nil, !isFull, byteCount > budget / 8 * 5 else { return nil }
        return unspilled.next()
    }

    /// The job is no longer under way.
    mutating func end() { isActive = false }

    /// Those that are in memory and would leave some of it, and that the file can hold at all.
    func spillable(of bodies: [StoredBody]) -> [StoredBody] {
        let range = Self.leastByteCount...max(Self.leastByteCount, limit ?? 0)
        return bodies.filter { range.contains($0.byteCount) && $0.place == .memory }
    }

    mutating func pin(_ id: FlowID) { pinned.insert(id) }

    mutating func unpinned(_ id: FlowID) {
        if pinned.remove(id) != nil { spilled.append(id) }
    }

    /// Nothing can be written until something of the file is let go.
    mutating func foundNoRoom() { isFull = true }

    mutating func hasRoom() { isFull = false }
}

/// What a job writes at a time.
struct SpillBatch {
    /// The flows that have the bodies.
    var ids: [FlowID] = []
    /// Each once, oldest first.
    var bodies: [StoredBody] = []
    var byteCount = 0

    mutating func append(_ id: FlowID, _ spillable: [StoredBody]) {
        ids.append(id)
        for body in spillable where !bodies.contains(where: { $0 === body }) {
            bodies.append(body)
            byteCount += body.byteCount
        }
    }

    var isFull: Bool { byteCount >= SpillQueue.batchByteCount || ids.count >= SpillQueue.batchCount }
}

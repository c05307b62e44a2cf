/// 256 neighbouring flows: their columns, shared by the snapshots that have not seen a change here.
///
/// `@unchecked Sendable`: the store changes a chunk only under its lock and only while nothing else refers to it; a chunk
/// that a snapshot shares is copied first.
package final class FlowChunk: @unchecked Sendable {
    package static let capacity = 256

    package internal(set) var columns: FlowColumns
    /// Slots to look at: those behind were never written. 0 once every flow is gone and the columns with them.
    package internal(set) var count = 0
    /// The store's version when something last changed here.
    package internal(set) var version = 0
    /// Flows that are there.
    package internal(set) var liveCount = 0
    /// Where the columns are gone: the slots that had a flow.
    private var goneSlots = SIMD4<UInt64>()

    init() {
        columns = FlowColumns()
    }

    /// A chunk whose flows are all gone.
    init(goneSince version: Int) {
        columns = .none
        self.version = version
        goneSlots = SIMD4(repeating: .max)
    }

    /// A copy to write to.
    init(_ other: FlowChunk) {
        columns = other.columns
        count = other.count
        version = other.version
        liveCount = other.liveCount
        goneSlots = other.goneSlots
    }

    /// Whether the flows that were here are all gone, and what was known of them too.
    package var isGone: Bool { columns.flags.isEmpty }

    /// Whether there is or was a flow in the slot.
    func isRecorded(_ slot: Int) -> Bool {
        isGone ? goneSlots[slot / 64] & 1 << (slot % 64) != 0 : columns.flags[slot].contains(.recorded)
    }

    /// Whether there is or was one in every slot: nothing can come any more but what is put back.
    var isComplete: Bool {
        isGone ? goneSlots == SIMD4(repeating: .max) : columns.flags.allSatisfy { $0.contains(.recorded) }
    }

    /// Lets go of the columns of flows that are all gone.
    func letGo() {
        for slot in 0..<Self.capacity where columns.flags[slot].contains(.recorded) {
            goneSlots[slot / 64] |= 1 << (slot % 64)
        }
        columns = .none
        count = 0
    }

    /// A chunk of only those of its flows; this one where they are all there are.
    func reduced(to isKept: (_ slot: Int) -> Bool) -> FlowChunk {
        guard !isGone else { return self }
        let live = (0..<count).filter { columns.flags[$0].contains(.live) }
        let kept = live.filter(isKept)
        guard kept.count < live.count else { return self }
        guard !kept.isEmpty else { return FlowChunk(goneSince: version) }
        let chunk = FlowChunk(self)
        for slot in live where !isKept(slot) {
            chunk.columns.setFlags(.recorded, slot: slot)
            chunk.columns.entries[slot] = nil
        }
        chunk.liveCount = kept.count
        return chunk
    }

    /// Makes columns again for a flow that is put back, or comes late.
    func comeBack() {
        columns = FlowColumns()
        count = Self.capacity
        for slot in 0..<Self.capacity where goneSlots[slot / 64] & 1 << (slot % 64) != 0 {
            columns.setFlags(.recorded, slot: slot)
            columns.versions[slot] = version
        }
        goneSlots = SIMD4()
    }
}

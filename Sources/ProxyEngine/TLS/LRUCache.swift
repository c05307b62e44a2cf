/// The values used last, up to a number.
///
/// Reading and writing take constant time; entries are linked in order of use through indices.
struct LRUCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Slot {
        var key: Key
        var value: Value
        /// Towards the one used more lately, and the one used less lately.
        var newer: Int?
        var older: Int?
    }

    private let capacity: Int
    private var slots: [Slot] = []
    private var indices: [Key: Int] = [:]
    private var newest: Int?
    private var oldest: Int?

    init(capacity: Int) {
        precondition(capacity > 0, "a cache holds at least one value")
        self.capacity = capacity
    }

    var count: Int { slots.count }

    /// The value, which now is the one used last.
    mutating func value(for key: Key) -> Value? {
        guard let index = indices[key] else { return nil }
        makeNewest(index)
        return slots[index].value
    }

    /// Keeps the value; the one not used for longest makes room.
    mutating func insert(_ value: Value, for key: Key) {
        if let index = indices[key] {
            slots[index].value = value
            makeNewest(index)
        } else if slots.count < capacity {
            slots.append(Slot(key: key, value: value))
            indices[key] = slots.count - 1
            link(slots.count - 1)
        } else if let index = oldest {
            unlink(index)
            indices[slots[index].key] = nil
            slots[index] = Slot(key: key, value: value)
            indices[key] = index
            link(index)
        }
    }

    private mutating func makeNewest(_ index: Int) {
        guard newest != index else { return }
        unlink(index)
        link(index)
    }

    private mutating func unlink(_ index: Int) {
        let (newer, older) = (slots[index].newer, slots[index].older)
        if let newer { slots[newer].older = older } else { newest = older }
        if let older { slots[older].newer = newer } else { oldest = newer }
    }

    private mutating func link(_ index: Int) {
        slots[index].newer = nil
        slots[index].older = newest
        if let newest { slots[newest].newer = index }
        newest = index
        oldest = oldest ?? index
    }
}

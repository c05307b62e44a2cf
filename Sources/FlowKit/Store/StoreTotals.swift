/// Sums over the store.
package struct StoreTotals: Hashable, Sendable {
    package var flowCount = 0
    /// Bytes all flows take in memory, with what they have in common.
    package var byteCount = 0
    package var budget = 0
    /// Bytes of bodies that are in the file instead.
    package var spilledByteCount = 0
    /// What these may be; 0: nothing is spilled (any more).
    package var spillLimit = 0
    /// Nothing is spilled any more because the file could not be written.
    package var hasSpillingFailed = false
    /// Bodies dropped to stay within that, since start.
    package var droppedBodyCount = 0
    /// Flows dropped to stay within the budget, since start.
    package var evictedCount = 0

    package init() {}
}

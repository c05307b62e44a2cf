import Synchronization

/// Where a term notes that it could not search all of a flow: a body that is longer than the limit, was not captured whole
/// or is no longer kept, a pattern that would have taken too long.
package final class FilterShortfall: Sendable {
    private let isNoted = Atomic<Bool>(false)

    package init() {}

    package func note() { isNoted.store(true, ordering: .relaxed) }

    /// Whether something was noted since the last call.
    package func take() -> Bool {
        isNoted.load(ordering: .relaxed) && isNoted.exchange(false, ordering: .relaxed)
    }
}

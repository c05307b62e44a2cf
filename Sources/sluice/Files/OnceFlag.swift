import Synchronization

/// A flag that is raised once.
final class OnceFlag: Sendable {
    private let isRaised = Atomic<Bool>(false)

    /// - Returns: false when it was raised before.
    func raise() -> Bool {
        !isRaised.exchange(true, ordering: .relaxed)
    }
}

import Synchronization

/// What is passed through in this session.
///
/// Any thread may call anything here. A change publishes a new `PassThroughSet`, which the very next tunnel gets.
package final class PassThroughBook: Sendable {
    private let state: Mutex<PassThroughSet>
    private let observers = Mutex<[@Sendable () -> Void]>([])

    package init(_ set: PassThroughSet = PassThroughSet()) {
        state = Mutex(set)
    }

    /// Constant time; may hold entries that have expired.
    package var current: PassThroughSet { state.withLock { $0 } }

    /// Adds an entry, in the place of those for the same hosts and client; those that have expired go.
    package func insert(_ entry: PassThroughSet.Entry, at now: Timestamp) {
        change { set in
            set.entries.removeAll { $0.hasExpired(at: now) || $0.hosts == entry.hosts && $0.client == entry.client }
            set.entries.append(entry)
        }
    }

    package func remove(_ entry: PassThroughSet.Entry) {
        change { $0.entries.removeAll { $0 == entry } }
    }

    /// Calls `onChange` after each change, on the thread that made it, outside the lock.
    package func observe(_ onChange: @escaping @Sendable () -> Void) {
        observers.withLock { $0.append(onChange) }
    }

    private func change(_ body: (inout PassThroughSet) -> Void) {
        state.withLock { body(&$0) }
        for observer in observers.withLock({ $0 }) { observer() }
    }
}

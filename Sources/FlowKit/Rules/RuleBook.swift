import Synchronization

/// The rules of the session and how often each hit.
///
/// Any thread may call anything here. A change publishes a new `RuleSet`, which the very next request gets.
package final class RuleBook: Sendable {
    private struct Entry: Sendable {
        var rule: Rule
        let counter: RuleCounter
    }

    private struct State {
        var entries: [Entry] = []
        var counters: [RuleID: RuleCounter] = [:]
        var current = RuleSet()
        var lastID = 0

        mutating func publish() {
            current = RuleSet(entries.map(\.rule))
            counters = Dictionary(uniqueKeysWithValues: entries.map { ($0.rule.id, $0.counter) })
        }

        func index(of id: RuleID) -> Int? { entries.firstIndex { $0.rule.id == id } }

        mutating func insert(_ entry: Entry, at index: Int?) {
            entries.insert(entry, at: min(max(index ?? entries.count, 0), entries.count))
        }
    }

    private let state = Mutex(State())
    private let observers = Mutex<[@Sendable () -> Void]>([])

    package init() {}

    /// The rules now; constant time.
    package var current: RuleSet { state.withLock { $0.current } }

    /// The rules in the form they are written in, in order.
    package var definitions: [RuleDefinition] { current.rules.map(\.definition) }

    // MARK: - Changes

    /// Appends a rule, or puts it before that `index`.
    @discardableResult
    package func add(_ definition: RuleDefinition, at index: Int? = nil) throws(RuleError) -> RuleID {
        let rule = try Rule(id: makeID(), definition)
        change { $0.insert(Entry(rule: rule, counter: RuleCounter()), at: index) }
        return rule.id
    }

    /// Puts another definition in the place of a rule, which keeps its id and its hits.
    ///
    /// - Returns: the definition it had; `nil`: there is no such rule.
    @discardableResult
    package func replace(_ id: RuleID, with definition: RuleDefinition) throws(RuleError) -> RuleDefinition? {
        let rule = try Rule(id: id, definition)
        return change { state in
            guard let index = state.index(of: id) else { return nil }
            defer { state.entries[index].rule = rule }
            return state.entries[index].rule.definition
        }
    }

    /// - Returns: whether it was on before; `nil`: there is no such rule.
    @discardableResult
    package func setEnabled(_ id: RuleID, _ isEnabled: Bool) -> Bool? {
        change { state in
            guard let index = state.index(of: id) else { return nil }
            defer { state.entries[index].rule = state.entries[index].rule.enabled(isEnabled) }
            return state.entries[index].rule.isEnabled
        }
    }

    /// Moves a rule so that it stands at `index`, the nearest possible one.
    ///
    /// - Returns: where it stood; `nil`: there is no such rule.
    @discardableResult
    package func move(_ id: RuleID, to index: Int) -> Int? {
        change { state in
            guard let old = state.index(of: id) else { return nil }
            let entry = state.entries.remove(at: old)
            state.insert(entry, at: index)
            return old
        }
    }

    /// A rule taken out of the book: what `restore` needs.
    package struct Removed: Sendable {
        package let rule: Rule
        package let index: Int
        fileprivate let counter: RuleCounter
    }

    @discardableResult
    package func remove(_ id: RuleID) -> Removed? {
        change { state in
            guard let index = state.index(of: id) else { return nil }
            let entry = state.entries.remove(at: index)
            return Removed(rule: entry.rule, index: index, counter: entry.counter)
        }
    }

    /// Puts a removed rule back where it stood, with its hits; does nothing if it is there already.
    package func restore(_ removed: Removed) {
        change { state in
            guard state.index(of: removed.rule.id) == nil else { return }
            state.insert(Entry(rule: removed.rule, counter: removed.counter), at: removed.index)
        }
    }

    /// Puts these rules in the place of all there are, or changes nothing when one cannot be read.
    ///
    /// - Throws: `RuleListError` with the index of the first one that cannot.
    package func load(_ definitions: [RuleDefinition]) throws(RuleListError) {
        var entries: [Entry] = []
        for (index, definition) in definitions.enumerated() {
            do {
                entries.append(Entry(rule: try Rule(id: makeID(), definition), counter: RuleCounter()))
            } catch {
                throw RuleListError(index: index, error: error)
            }
        }
        change { [entries] in $0.entries = entries }
    }

    // MARK: - Observation

    /// Calls `onChange` after each change of the rules (not for hits), on the thread that made it, outside the lock.
    package func observe(_ onChange: @escaping @Sendable () -> Void) {
        observers.withLock { $0.append(onChange) }
    }

    /// Counts a hit; constant time. Hits of rules that are gone are not counted.
    package func recordHit(_ hit: RuleHit, at time: Timestamp) {
        state.withLock { $0.counters[hit.id] }?.record(time)
    }

    /// The hits of every rule there is.
    package var statistics: [RuleID: RuleStatistics] {
        state.withLock { $0.counters }.mapValues(\.statistics)
    }

    // MARK: - Small parts

    private func makeID() -> RuleID {
        state.withLock { state in
            state.lastID += 1
            return RuleID(state.lastID)
        }
    }

    private func change<Result: Sendable>(_ body: @Sendable (inout State) -> Result) -> Result {
        let result = state.withLock { state in
            defer { state.publish() }
            return body(&state)
        }
        for observer in observers.withLock({ $0 }) { observer() }
        return result
    }
}

/// Why a list of definitions is no rule book.
package struct RuleListError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Of the definition in the list, from 0.
    package let index: Int
    package let error: RuleError

    package var description: String { "rule \(index + 1): \(error)" }
}

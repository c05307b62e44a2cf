package import FlowKit
import Synchronization

/// A change of the rules, as the interface asks for it.
package enum RuleChange: Hashable, Sendable {
    case add(RuleDefinition)
    case replace(RuleID, RuleDefinition)
    case setEnabled(RuleID, Bool)
    /// So that it stands at this index.
    case move(RuleID, to: Int)
    case remove(RuleID)
    /// Puts back what `remove` took, where it stood and with its hits.
    case restore(RuleID)
    /// Takes back `add`: removes the newest rule of this definition.
    case takeBack(RuleDefinition)
}

extension RuleStatus {
    /// The rules of a book as they are now.
    package init(_ book: RuleBook) {
        self.init(rules: book.current.rules, statistics: book.statistics)
    }
}

/// Carries out what the interface asks of a rule book, and keeps what was removed so that it can be put back.
package final class RuleDesk: Sendable {
    private let book: RuleBook
    private let removed = Mutex<[RuleID: RuleBook.Removed]>([:])

    package init(_ book: RuleBook) {
        self.book = book
    }

    /// Any thread; constant time but for the reading of a filter.
    ///
    /// - Returns: what went wrong, for the message line.
    package func apply(_ change: RuleChange) -> Notice? {
        do throws(RuleError) {
            switch change {
            case .add(let definition): try book.add(definition)
            case .replace(let id, let definition): try book.replace(id, with: definition)
            case .setEnabled(let id, let isEnabled): book.setEnabled(id, isEnabled)
            case .move(let id, let index): book.move(id, to: index)
            case .remove(let id):
                if let entry = book.remove(id) { removed.withLock { $0[id] = entry } }
            case .restore(let id):
                if let entry = removed.withLock({ $0.removeValue(forKey: id) }) { book.restore(entry) }
            case .takeBack(let definition):
                if let rule = book.current.rules.last(where: { $0.definition == definition }) { book.remove(rule.id) }
            }
            return nil
        } catch {
            return .error("the rule was not changed: \(error)")
        }
    }
}

import NIOCore
import Synchronization

/// Counts how often a client has refused our certificate for a host, to tell those that pin their own from those that
/// hung up once.
///
/// Any thread; remembers the clients and hosts seen last.
final class PinningWatch: Sendable {
    private struct Key: Hashable {
        let client: String
        let host: String
    }

    /// So many refusals within the interval, without a success between them, are no accident.
    static let threshold = 3
    private static let interval = TimeAmount.minutes(5)

    private let refusals = Mutex(LRUCache<Key, [NIODeadline]>(capacity: 1_000))

    /// - Parameters:
    ///   - client: its IP address.
    ///   - host: in lower case.
    /// - Returns: how often it has done so lately, this time included; `threshold` at most.
    func noteRefusal(client: String, host: String, at now: NIODeadline = .now()) -> Int {
        refusals.withLock { refusals in
            let key = Key(client: client, host: host)
            let earlier = (refusals.value(for: key) ?? []).filter { now - $0 < Self.interval }
            let recent = Array((earlier + [now]).suffix(Self.threshold))
            refusals.insert(recent, for: key)
            return recent.count
        }
    }

    func noteSuccess(client: String, host: String) {
        refusals.withLock { refusals in
            let key = Key(client: client, host: host)
            guard refusals.value(for: key) != nil else { return }
            refusals.insert([], for: key)
        }
    }
}

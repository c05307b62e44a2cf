import Synchronization

/// A message that may make one that waits before it stale.
package protocol MailboxMessage: Sendable {
    /// Takes over what `later` says, so that only one of them waits.
    ///
    /// - Returns: false when both must be delivered.
    mutating func absorb(_ later: Self) -> Bool
}

/// Messages from any thread to the one that runs the interface.
package final class Mailbox<Message: MailboxMessage>: Sendable {
    private let queue = Mutex<[Message]>([])
    private let wake: @Sendable () -> Void

    /// - Parameter wake: called on the posting thread when a message arrives in an empty mailbox; must return at once.
    package init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    package func post(_ message: Message) {
        let wasEmpty = queue.withLock { queue in
            let wasEmpty = queue.isEmpty
            for index in queue.indices.reversed() where queue[index].absorb(message) { return wasEmpty }
            queue.append(message)
            return wasEmpty
        }
        if wasEmpty { wake() }
    }

    /// All that waits, in the order it came.
    package func drain() -> [Message] {
        queue.withLock { queue in
            defer { queue = [] }
            return queue
        }
    }
}

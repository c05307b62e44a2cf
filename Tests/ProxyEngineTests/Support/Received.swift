import Foundation

/// Texts that a test's server received.
final class Received: @unchecked Sendable {  // guarded by the lock
    private let lock = NSLock()
    private var stored: [String] = []

    func append(_ text: String) { lock.withLock { stored.append(text) } }
    var texts: [String] { lock.withLock { stored } }
}

import Foundation

/// Texts that a test's server received.
final class Received: @unchecked Sendable {  // guarded by the lock
    private let lock = NSLock()
    private var stored: [String] = []

    func append(_ text: String) { lock.withLock { stored.append(text) } }
    var texts: [String] { lock.withLock { stored } }

    /// The texts once there are so many; what there is after a minute.
    func texts(_ count: Int) async -> [String] {
        let deadline = ContinuousClock.now + .seconds(60)
        while texts.count < count, ContinuousClock.now < deadline { try? await Task.sleep(for: .milliseconds(2)) }
        return texts
    }
}

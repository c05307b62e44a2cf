import Foundation

/// Waits until the condition holds, on the calling thread.
///
/// - Throws: where it does not within the deadline.
package func eventually(_ what: String, within limit: Duration = .seconds(30), _ condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw Timeout(what: what) }
        usleep(20_000)
    }
}

/// Waits until the condition holds, and leaves the thread to others meanwhile.
///
/// - Throws: where it does not within the deadline.
package func soon(_ what: String, within limit: Duration = .seconds(30), _ condition: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw Timeout(what: what) }
        try await Task.sleep(for: .milliseconds(10))
    }
}

package struct Timeout: Error, CustomStringConvertible {
    package let what: String

    package init(what: String) {
        self.what = what
    }

    package var description: String { "waited in vain: \(what)" }
}

/// Whether a program is on this machine, for tests that need it.
package func isInstalled(_ name: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
}

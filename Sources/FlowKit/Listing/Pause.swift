import Synchronization

/// A wait that anybody can cut short.
final class Pause: Sendable {
    private let sleep = Mutex<Task<Void, Never>?>(nil)

    /// Waits, unless it is not wanted any more by then; `end` and cancellation of the task end the wait.
    func wait(for duration: Duration, unless isUnwanted: @Sendable () -> Bool) async {
        // A cancelled sleep only ends early.
        let task = Task { _ = try? await Task.sleep(for: duration) }
        sleep.withLock { $0 = task }
        if isUnwanted() { task.cancel() }
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        sleep.withLock { $0 = nil }
    }

    func end() {
        sleep.withLock { $0?.cancel() }
    }
}

import Dispatch
import Synchronization

/// Waits on this thread for asynchronous work: commands are synchronous, for the screen must own the main thread.
func waitFor<Value: Sendable>(_ operation: @escaping @Sendable () async -> Value) -> Value {
    let box = ResultBox<Value>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
        let value = await operation()
        box.value.withLock { $0 = value }
        done.signal()
    }
    done.wait()
    guard let value = box.value.withLock({ $0 }) else { preconditionFailure("signalled before there was a value") }
    return value
}

/// Waits like `waitFor`, but no longer than that: what is not done by then goes on without us.
func waitFor(atMost limit: Duration, _ operation: @escaping @Sendable () async -> Void) {
    let done = DispatchSemaphore(value: 0)
    Task.detached {
        await operation()
        done.signal()
    }
    _ = done.wait(timeout: .now() + .milliseconds(Int(limit / .milliseconds(1))))
}

private final class ResultBox<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}

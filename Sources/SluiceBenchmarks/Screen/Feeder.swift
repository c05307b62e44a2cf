import Dispatch
import FlowKit
import Foundation
import Synchronization

/// Records generated flows at a steady rate from a thread of its own, each twice, as traffic does.
final class Feeder: Sendable {
    let store = FlowStore(budget: .max)
    private let flowsPerSecond: Int
    private let generated: GeneratedFlows
    private let isStopped = Atomic<Bool>(false)
    private let ended = DispatchSemaphore(value: 0)

    init(flowsPerSecond: Int, capturesBodies: Bool = false) {
        generated = GeneratedFlows(capturesBodies: capturesBodies)
        self.flowsPerSecond = flowsPerSecond
    }

    func recordOne() {
        finish(begin(count: 1))
    }

    /// Records requests that have no answer yet.
    func begin(count: Int) -> [Flow] {
        (0..<count).map { _ in
            let flow = generated.started(store.makeID(), at: .now)
            store.record(flow)
            return flow
        }
    }

    /// Records their answers.
    func finish(_ flows: [Flow]) {
        for flow in flows { store.record(generated.finished(flow)) }
    }

    func start() {
        isStopped.store(false, ordering: .relaxed)
        Thread.detachNewThread { [self] in
            let began = Machine.nanoseconds
            var recorded = 0
            while !isStopped.load(ordering: .relaxed) {
                let due = (Machine.nanoseconds - began) * flowsPerSecond / 1_000_000_000
                while recorded < due {
                    recordOne()
                    recorded += 1
                }
                usleep(1000)
            }
            ended.signal()
        }
    }

    /// Returns when nothing is recorded any more; call it once after each start.
    func stop() {
        isStopped.store(true, ordering: .relaxed)
        ended.wait()
    }
}

import FlowKit
import Foundation
import Synchronization

/// Records flows at a steady rate from a thread of its own, each twice, as traffic does.
final class Feeder: Sendable {
    private let store: FlowStore
    private let flowsPerSecond: Int
    private let isStopped = Atomic<Bool>(false)

    init(store: FlowStore, flowsPerSecond: Int) {
        self.store = store
        self.flowsPerSecond = flowsPerSecond
    }

    func recordOne() {
        let flow = SampleFlows.started(store.makeID(), at: .now)
        store.record(flow)
        store.record(SampleFlows.finished(flow, at: .now))
    }

    func start() {
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
        }
    }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
    }
}

import FlowKit
import Synchronization

/// A store whose jobs run when the test says so.
final class SpillBench: Sendable {
    let store: FlowStore
    private let jobs: Jobs

    init(_ store: FlowStore) {
        self.store = store
        jobs = Jobs()
    }

    final class Jobs: Sendable {
        let waiting = Mutex<[@Sendable () -> Void]>([])
        let notices = Mutex<[String]>([])
    }

    init(budget: Int, limit: Int, directory: String = "/tmp") {
        let jobs = Jobs()
        self.jobs = jobs
        let options = SpillOptions(
            directory: directory,
            limit: limit,
            schedule: { job in jobs.waiting.withLock { $0.append(job) } },
            notice: { text in jobs.notices.withLock { $0.append(text) } }
        )
        store = FlowStore(budget: budget, spill: options)
    }

    var notices: [String] { jobs.notices.withLock { $0 } }

    func runJobs() {
        while let job = jobs.waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { job() }
    }

    /// Records a finished flow with a body that no other flow has.
    @discardableResult
    func record(_ bytes: [UInt8]) -> FlowID {
        let request = Request(method: "GET", target: "/", origin: Origin(scheme: .http, host: "h"))
        var flow = Flow(id: store.makeID(), request: request, started: Timestamp(nanoseconds: 0))
        flow.response = Response(status: 200, body: Body(bytes))
        flow.timing.finished = flow.timing.started
        store.record(flow)
        return flow.id
    }

    /// Records flows with such bodies, and has them spilled.
    func fill(_ numbers: ClosedRange<Int>) {
        for number in numbers {
            record(Self.bytes(number))
            runJobs()
        }
    }

    /// A body that no other number has.
    static func bytes(_ number: Int, count: Int = 10_000) -> [UInt8] {
        [UInt8](repeating: UInt8(number & 0xFF), count: count) + [UInt8(number >> 8)]
    }
}

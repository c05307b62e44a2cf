import NIOCore

/// Recorders that report a moment later, all of them by one timer. Confined to its event loop.
final class ReportQueue {
    private let eventLoop: any EventLoop
    /// At most so long after being put in.
    private let delay: TimeAmount
    private var due: [FlowRecorder] = []
    private var isScheduled = false

    init(eventLoop: any EventLoop, delay: TimeAmount) {
        self.eventLoop = eventLoop
        self.delay = delay
    }

    func add(_ recorder: FlowRecorder) {
        recorder.dueReport = (self, due.count)
        due.append(recorder)
        guard !isScheduled else { return }
        isScheduled = true
        eventLoop.assumeIsolated().scheduleTask(in: delay) { self.report() }
    }

    /// Lets a recorder go that has ended, with all that it holds.
    func remove(at place: Int) {
        due[place].dueReport = nil
        let last = due.removeLast()
        guard place < due.count else { return }
        due[place] = last
        last.dueReport = (self, place)
    }

    private func report() {
        isScheduled = false
        let recorders = due
        due = []
        for recorder in recorders {
            recorder.dueReport = nil
            recorder.reportDue()
        }
    }
}

@available(*, unavailable) extension ReportQueue: Sendable {}

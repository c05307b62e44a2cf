import NIOCore

/// Recorders that report a moment later, all of them by one timer. Confined to its event loop.
final class ReportQueue {
    private let eventLoop: any EventLoop
    /// At most so long after being put in.
    private let delay: TimeAmount
    private var due: [FlowRecorder] = []

    init(eventLoop: any EventLoop, delay: TimeAmount) {
        self.eventLoop = eventLoop
        self.delay = delay
    }

    func add(_ recorder: FlowRecorder) {
        due.append(recorder)
        guard due.count == 1 else { return }
        eventLoop.assumeIsolated().scheduleTask(in: delay) { [self] in
            let recorders = due
            due = []
            for recorder in recorders { recorder.reportDue() }
        }
    }
}

@available(*, unavailable) extension ReportQueue: Sendable {}

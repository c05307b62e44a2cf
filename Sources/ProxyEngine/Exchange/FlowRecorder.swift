import FlowKit
import NIOCore

/// Writes one flow into the store while it happens. Confined to the exchange's event loop.
///
/// Reports 10 ms after the request's head, every 64 KiB or 100 ms of body or messages, and at the end. What comes just after a
/// report and is followed by nothing is reported 100 ms later, so that a stream that falls silent is seen whole.
final class FlowRecorder {
    private(set) var flow: Flow
    private let loop: EngineLoop
    private let bodyLimit: Int
    let isRecording: Bool
    private var requestBody: BodyCapture?
    private var responseBody: BodyCapture?
    private var messageByteCount = 0
    private var reportedByteCount = 0
    private var reportedAt = NIODeadline.uptimeNanoseconds(0)
    /// Where it waits to report.
    var dueReport: (queue: ReportQueue, place: Int)?

    static let reportInterval = TimeAmount.milliseconds(100)
    /// One stream may take this part of the store: beyond it the oldest of its messages go.
    private static let budgetShare = 8

    init(flow: Flow, loop: EngineLoop, bodyLimit: Int, isRecording: Bool) {
        self.flow = flow
        self.loop = loop
        self.bodyLimit = bodyLimit
        self.isRecording = isRecording
    }

    /// Changes the record without reporting; facts that become visible with the next report.
    func note(_ change: (inout Flow) -> Void) {
        change(&flow)
    }

    /// Makes the flow as it is now visible.
    func report() {
        guard isRecording else { return }
        flow.client?.process?.note(flow.id)
        let isKept = loop.services.store.record(flow)
        if !isKept { letGo() }
        reportedByteCount = recordedByteCount
        reportedAt = .now()
    }

    /// The flow was dropped from the store, and may go on for days: what passed must not stay with it, where it would count
    /// towards no budget.
    private func letGo() {
        flow.messages?.dropAll()
        guard flow.timing.finished == nil, !loop.services.store.hasBodyReaders else { return }
        requestBody?.letGo()
        responseBody?.letGo()
        takeBodies()
    }

    /// Makes the flow visible soon, unless it ends before.
    func reportSoon() {
        guard isRecording, dueReport == nil else { return }
        loop.firstReports.add(self)
    }

    // MARK: - Bodies

    func beginRequestBody(expectedByteCount: Int?) {
        requestBody = BodyCapture(limit: bodyLimit, expectedByteCount: expectedByteCount)
        flow.request.body = Body()
    }

    func beginResponseBody(expectedByteCount: Int?) {
        responseBody = BodyCapture(limit: bodyLimit, expectedByteCount: expectedByteCount)
        flow.response?.body = Body()
    }

    func appendRequestContent(_ bytes: UnsafeRawBufferPointer) {
        guard isRecording else { return }
        requestBody?.append(bytes)
    }

    func appendResponseContent(_ bytes: UnsafeRawBufferPointer) {
        guard isRecording else { return }
        responseBody?.append(bytes)
    }

    /// How the request's body was cut so far; `nil` where it is not chunked.
    func noteRequestLayout(_ layout: ChunkLayout?) {
        guard isRecording, let layout else { return }
        requestBody?.note(layout)
    }

    func noteResponseLayout(_ layout: ChunkLayout?) {
        guard isRecording, let layout else { return }
        responseBody?.note(layout)
    }

    // MARK: - Messages

    func beginMessages() {
        flow.messages = MessageLog()
    }

    func append(_ messages: [StreamMessage]) {
        guard isRecording else { return }
        for message in messages {
            messageByteCount &+= message.wireByteCount
            flow.messages?.append(message, limit: loop.services.store.budget / Self.budgetShare)
        }
    }

    // MARK: - Reports

    /// Reports when enough has come since the last time.
    func reportProgress() {
        guard isRecording, flow.timing.finished == nil else { return }
        let grown = recordedByteCount - reportedByteCount
        guard grown >= BodyCapture.chunkByteCount || NIODeadline.now() - reportedAt >= Self.reportInterval else {
            guard dueReport == nil else { return }
            return loop.laterReports.add(self)
        }
        takeBodies()
        report()
    }

    /// The time has come to report what was put off.
    func reportDue() {
        takeBodies()
        report()
    }

    /// Closes the record; nothing is reported after this.
    func finish(error: FlowError? = nil) {
        guard flow.timing.finished == nil else { return }
        if let dueReport { dueReport.queue.remove(at: dueReport.place) }
        takeBodies()
        if let error { flow.error = error }
        flow.timing.finished = .now
        report()
    }

    /// Bytes captured so far: what passes beyond the limit is worth only a report now and then.
    private var recordedByteCount: Int {
        min(requestBody?.byteCount ?? 0, bodyLimit) + min(responseBody?.byteCount ?? 0, bodyLimit)
            + messageByteCount
    }

    private func takeBodies() {
        if let requestBody { flow.request.body = requestBody.body }
        if let responseBody { flow.response?.body = responseBody.body }
    }
}

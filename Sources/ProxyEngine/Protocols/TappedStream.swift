import FlowKit
import NIOCore

/// What relays the bytes of a tapped stream.
protocol StreamCarrier: AnyObject {
    /// Writes and flushes bytes that the other end did not send.
    func send(_ bytes: ByteBuffer, toward receiver: StreamMessage.Sender)
}

/// A stream with a tap in it: what is said goes into the flow's record, and what the user says into the stream.
///
/// Its carrier leads every piece through it and tells it of the end. Confined to the carrier's event loop.
final class TappedStream {
    let flowID: FlowID
    private var tap: any StreamTap
    private let recorder: FlowRecorder
    private let loop: EngineLoop
    private weak var carrier: (any StreamCarrier)?

    init(_ tap: any StreamTap, carrier: any StreamCarrier, recorder: FlowRecorder, loop: EngineLoop) {
        flowID = recorder.flow.id
        self.tap = tap
        self.carrier = carrier
        self.recorder = recorder
        self.loop = loop
        recorder.beginMessages()
        loop.add(self)
    }

    /// Takes what one end sent.
    ///
    /// - Returns: what to pass on to the other.
    func receive(_ bytes: ByteBuffer, from sender: StreamMessage.Sender) -> ByteBuffer {
        let passed = tap.receive(bytes, from: sender, at: .now)
        record()
        return passed
    }

    /// One end will send no more.
    func ended(_ sender: StreamMessage.Sender) {
        tap.ended(sender, at: .now)
        record()
    }

    /// The stream is over; nothing can be sent into it any more.
    func close() {
        ended(.client)
        ended(.server)
        loop.remove(self)
    }

    func inject(_ message: OutgoingMessage, toward receiver: StreamMessage.Sender) throws(EngineError) {
        let bytes = try tap.inject(message, toward: receiver, at: .now)
        record()
        guard bytes.readableBytes > 0 else { return }
        carrier?.send(bytes, toward: receiver)
        recorder.reportProgress()
    }

    private func record() {
        recorder.append(tap.takeMessages())
        guard let violation = tap.violation, recorder.flow.error == nil else { return }
        recorder.note { $0.error = FlowError(.protocolBroken, violation) }
    }
}

@available(*, unavailable) extension TappedStream: Sendable {}

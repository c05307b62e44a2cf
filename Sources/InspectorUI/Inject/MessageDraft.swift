import FlowKit

/// A message as it is being written.
struct MessageDraft: Hashable, Sendable {
    var text: TextArea
    var notation: PayloadNotation
    var receiver: StreamMessage.Sender

    /// A message as it was, where it can be written: text as text, and bytes with escapes where they are text mostly.
    init(of message: MessageList.Item?, toward receiver: StreamMessage.Sender) {
        self.receiver = receiver
        let bytes = message?.payload.bytes ?? []
        let wanted: PayloadNotation =
            message.map { $0.type == "text" } ?? true
            ? .text : Content(bytes, contentType: nil).isBinary ? .hexadecimal : .escapes
        if let written = wanted.text(of: bytes) {
            (notation, text) = (wanted, TextArea(written))
        } else {
            (notation, text) = (.hexadecimal, TextArea(PayloadNotation.hexadecimal.text(of: bytes) ?? ""))
        }
    }
}

import FlowKit

/// A flow, or messages of one, to be put together for the clipboard.
package struct CopyJob: Sendable, Equatable {
    /// The bytes to copy.
    package struct Answer: Sendable {
        let what: String
        let bytes: [UInt8]
    }

    private enum Content: Sendable {
        case flow(Exporter, Flow)
        case messages(MessageForm, numbers: [Int], in: MessageList)
    }

    /// What is copied, in words.
    let what: String
    private let content: Content

    /// - Parameter flow: one that can be had in this form.
    init(_ flow: Flow, as exporter: Exporter) {
        what = exporter.name
        content = .flow(exporter, flow)
    }

    init(_ numbers: [Int], of list: MessageList, as form: MessageForm) {
        what = form.scope == .all ? "\(Format.count(numbers.count)) messages as \(form.name)" : form.name
        content = .messages(form, numbers: numbers, in: list)
    }

    /// What takes no time is not sent to another thread.
    var isQuick: Bool {
        switch content {
        case .flow(_, let flow): flow.request.hasQuickBody && flow.response?.hasQuickBody != false
        case .messages(_, let numbers, let list):
            numbers.reduce(0) { $0 + list[$1].payload.capturedByteCount } <= 64 << 10
        }
    }

    /// As slow, and as large, as the flow is.
    package func run() -> Answer {
        switch content {
        case .flow(let exporter, let flow):
            var bytes = exporter.export([flow])
            // A line that is pasted into a shell should not run before one has seen it.
            if ["curl", "url"].contains(exporter.keyword), bytes.last == 0x0A { bytes.removeLast() }
            return Answer(what: what, bytes: bytes)
        case .messages(let form, let numbers, let list):
            return Answer(what: what, bytes: form.bytes(of: numbers, in: list))
        }
    }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        switch (lhs.content, rhs.content) {
        case (.flow(let form, let flow), .flow(let otherForm, let other)):
            form.keyword == otherForm.keyword && flow.id == other.id
        case (.messages(let form, let numbers, _), .messages(let otherForm, let others, _)):
            form.keyword == otherForm.keyword && numbers == others
        case (.flow, .messages), (.messages, .flow): false
        }
    }
}

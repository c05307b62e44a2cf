import FlowKit

/// A text to be edited, or left unsent.
struct EditorDraft: Hashable, Sendable {
    let editable: EditableRequest
    let originSummary: String
    let text: TextArea
}

extension EditorDraft {
    /// The request as it was, with nothing typed.
    init(_ flow: Flow) {
        editable = EditableRequest(flow.request)
        originSummary = EditorScreen.summary(of: flow)
        text = TextArea(editable.text)
    }
}

/// What was typed and not sent, by the flow it was made from; the oldest are forgotten first.
struct Drafts<Draft: Hashable & Sendable>: Hashable, Sendable {
    private static var capacity: Int { 20 }

    private(set) var ids: [FlowID] = []
    private var drafts: [FlowID: Draft] = [:]

    subscript(id: FlowID) -> Draft? {
        get { drafts[id] }
        set {
            ids.removeAll { $0 == id }
            drafts[id] = newValue
            guard newValue != nil else { return }
            ids.append(id)
            if ids.count > Self.capacity { drafts[ids.removeFirst()] = nil }
        }
    }
}

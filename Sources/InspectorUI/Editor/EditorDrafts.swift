import FlowKit

/// A text that was left unsent.
struct EditorDraft: Hashable, Sendable {
    let editable: EditableRequest
    let originSummary: String
    let text: TextArea
}

/// What was typed and not sent, by the flow it was made from; the oldest are forgotten first.
struct EditorDrafts: Hashable, Sendable {
    private static let capacity = 20

    private(set) var ids: [FlowID] = []
    private var drafts: [FlowID: EditorDraft] = [:]

    subscript(id: FlowID) -> EditorDraft? {
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

import FlowKit

/// A flow's request, to be made text that can be edited.
package struct EditJob: Sendable, Equatable {
    /// The text, and who wants it.
    package struct Answer: Sendable {
        let job: EditJob
        let draft: EditorDraft
    }

    let flow: Flow
    /// It is for `$EDITOR`.
    let isExternal: Bool

    /// What takes no time is not sent to another thread.
    var isQuick: Bool { flow.request.hasQuickBody }

    /// As slow as the body is long.
    package func run() -> Answer { Answer(job: self, draft: EditorDraft(flow)) }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.flow.id == rhs.flow.id && lhs.isExternal == rhs.isExternal
    }
}

/// An editor that opens once its text is ready, if the person is still where it was asked for.
struct AwaitedEdit: Equatable, Sendable {
    let job: EditJob
    let selection: FlowID?
    let contexts: [KeyContext]
}

extension Model {
    /// Opens the editor on a flow's request, or on what was left unsent of it: at once, or when its body has been read.
    mutating func edit(_ flow: Flow, externally isExternal: Bool = false) -> [Effect] {
        if let draft = drafts[flow.id] {
            say("the draft from before · alt r starts over")
            return open(draft, of: flow.id, isFromBefore: true, externally: isExternal)
        }
        let job = EditJob(flow: flow, isExternal: isExternal)
        if job.isQuick { return open(job.run()) }
        awaitedEdit = AwaitedEdit(job: job, selection: flowInFocus?.id, contexts: contexts)
        say("reading the body of flow #\(flow.id) to edit it…")
        return [.makeEditable(job)]
    }

    /// Takes a text that was made ready; whoever went on to something else keeps the keys.
    mutating func take(_ answer: EditJob.Answer) -> [Effect] {
        guard let awaited = awaitedEdit, awaited.job == answer.job else { return [] }
        awaitedEdit = nil
        guard prompt == nil, awaited.selection == flowInFocus?.id, awaited.contexts == contexts else { return [] }
        dismissToast()
        return open(answer)
    }

    private mutating func open(_ answer: EditJob.Answer) -> [Effect] {
        let job = answer.job
        return open(answer.draft, of: job.flow.id, isFromBefore: false, externally: job.isExternal)
    }

    mutating func open(
        _ draft: EditorDraft,
        of id: FlowID,
        isFromBefore: Bool,
        externally isExternal: Bool = false
    ) -> [Effect] {
        open(EditorScreen(draft, of: id, isDraft: isFromBefore))
        return isExternal ? [.editExternally(draft.text.text, of: id)] : []
    }
}

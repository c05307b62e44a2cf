import FlowKit

/// `/`: every hit shows while the text is typed.
struct SearchPrompt: PromptPurpose {
    /// What was searched for before, to go back to.
    let earlier: String

    var label: String { "/" }

    func changed(_ text: String, in model: inout Model) -> [Effect] {
        model.modifyPane { $0.search(for: text) }
        return []
    }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        // Enter alone searches for what was searched for last.
        changed(text.isEmpty ? earlier : text, in: &model)
    }

    func cancelled(in model: inout Model) -> [Effect] {
        changed(earlier, in: &model)
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        let pane = model.pane
        let isSearching = pane.map { !$0.needle.isEmpty } ?? false
        return PromptHint(
            trailing: isSearching ? pane?.hitText ?? "" : "",
            text: pane?.tab == .messages
                ? "searches what messages say; a capital makes case count; n and N go on"
                : "searches all of this page; a capital makes case count; n and N go on"
        )
    }
}

/// `v`: the name of a content view, completed by Tab.
struct ViewPrompt: PromptPurpose {
    var label: String { "view as" }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        text.isEmpty ? [] : model.run("view-as \(text)")
    }

    func completions(of textBeforeCursor: String, in model: Model) -> CompletionList {
        let names = (["auto"] + ContentViews.names).filter { $0.hasPrefix(textBeforeCursor) }
        return CompletionList(replacing: textBeforeCursor.count, candidates: names.map { Completion($0) })
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        PromptHint(text: "tab completes: " + (["auto"] + ContentViews.names).joined(separator: " "))
    }
}

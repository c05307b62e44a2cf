/// A screen of lines of which a search keeps those that contain the text.
protocol SearchableScreen: Screen {
    /// Empty keeps all.
    var query: String { get set }
}

/// The `/` prompt of such a screen: narrows while typing.
struct NarrowPrompt<S: SearchableScreen>: PromptPurpose {
    /// What was searched for before, to go back to.
    let earlier: String

    var label: String { "search" }

    func changed(_ text: String, in model: inout Model) -> [Effect] {
        model.screens.modify(S.self) { $0.query = text }
        return []
    }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        changed(text, in: &model)
    }

    func cancelled(in model: inout Model) -> [Effect] {
        changed(earlier, in: &model)
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        PromptHint(text: "shows the lines with this text; enter keeps it so, esc goes back")
    }
}

extension String {
    /// True when `part` stands anywhere in it, whatever the case; an empty part does.
    func containsIgnoringCase(_ part: String) -> Bool {
        part.isEmpty || lowercased().firstRange(of: part.lowercased()) != nil
    }
}

import TerminalKit

extension Model {
    /// Gives an event to the open prompt.
    mutating func updatePrompt(_ event: TerminalEvent) -> [Effect] {
        guard let before = prompt?.text else { return [] }
        switch event {
        case .key(let key) where key.code == .enter:
            return acceptPrompt()
        case .key(let key) where key.code == .escape || key == Key(.character("c"), .control):
            let purpose = prompt?.purpose
            prompt = nil
            return purpose?.cancelled(in: &self) ?? []
        case .key(let key) where key.code == .tab || key.code == .backTab:
            complete(forward: key.code == .tab)
        case .key(let key) where key.code == .backspace && before.isEmpty:
            return updatePrompt(.key(Key(.escape)))
        case .key(let key):
            prompt?.completion = nil
            guard prompt?.editor.handle(key) == true else { return [] }
        case .paste(let text):
            prompt?.completion = nil
            prompt?.editor.insert(text)
        default:
            return []
        }
        guard let prompt, prompt.text != before else { return [] }
        return prompt.purpose.changed(prompt.text, in: &self)
    }

    private mutating func acceptPrompt() -> [Effect] {
        guard let accepted = prompt else { return [] }
        prompt = nil
        remember(accepted.text, for: accepted.purpose)
        return accepted.purpose.accepted(accepted.text, in: &self)
    }

    private mutating func complete(forward: Bool) {
        guard var edited = prompt else { return }
        if var cycle = edited.completion {
            cycle.chosen = (cycle.chosen + (forward ? 1 : cycle.candidates.count - 1)) % cycle.candidates.count
            edited.put(cycle, replacing: cycle.insertedCharacters)
        } else {
            let list = edited.purpose.completions(of: edited.editor.textBeforeCursor, in: self)
            guard !list.candidates.isEmpty else { return }
            let chosen = forward ? 0 : list.candidates.count - 1
            let cycle = CompletionCycle(candidates: list.candidates, chosen: chosen, insertedCharacters: 0)
            edited.put(cycle, replacing: list.replacedCharacters)
        }
        prompt = edited
    }
}

extension Prompt {
    fileprivate mutating func put(_ cycle: CompletionCycle, replacing count: Int) {
        let text = cycle.candidates[cycle.chosen].text
        editor.replace(lastCharacters: count, with: text)
        completion = cycle
        completion?.insertedCharacters = text.count
        // With a single candidate the next Tab completes what follows.
        if cycle.candidates.count == 1 { completion = nil }
    }
}

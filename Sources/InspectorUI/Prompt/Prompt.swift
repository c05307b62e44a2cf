import TerminalKit

/// A line being typed above the footer, and what it is for.
package struct Prompt: Equatable, Sendable {
    package var purpose: any PromptPurpose
    package var editor: LineEditor
    /// The candidates of the last Tab, and which is in the line; `nil` when the last key was not Tab.
    var completion: CompletionCycle?

    /// - Parameter history: earlier lines, oldest first.
    package init(_ purpose: some PromptPurpose, text: String = "", history: [String] = []) {
        self.purpose = purpose
        editor = LineEditor(text, history: history)
    }

    package var text: String { editor.text }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.editor == rhs.editor && lhs.completion == rhs.completion && lhs.purpose.isEqual(to: rhs.purpose)
    }
}

/// What a prompt asks for and what happens with the answer.
package protocol PromptPurpose: Equatable, Sendable {
    /// What stands before the line: `filter`, `:`.
    var label: String { get }

    /// The text changed; called on every key.
    func changed(_ text: String, in model: inout Model) -> [Effect]

    /// Enter was pressed. The prompt is closed already; open it again to refuse.
    func accepted(_ text: String, in model: inout Model) -> [Effect]

    /// Esc was pressed. The prompt is closed already.
    func cancelled(in model: inout Model) -> [Effect]

    /// What could stand in place of the text before the cursor's last characters.
    func completions(of textBeforeCursor: String, in model: Model) -> CompletionList

    /// What is wrong with the text, or what it would do.
    func hint(_ prompt: Prompt, in model: Model) -> PromptHint

    /// Whether an accepted line is remembered, also on disk.
    func keepsInHistory(_ text: String) -> Bool
}

extension PromptPurpose {
    package func changed(_ text: String, in model: inout Model) -> [Effect] { [] }
    package func cancelled(in model: inout Model) -> [Effect] { [] }
    package func completions(of textBeforeCursor: String, in model: Model) -> CompletionList { CompletionList() }
    package func hint(_ prompt: Prompt, in model: Model) -> PromptHint { PromptHint() }
    package func keepsInHistory(_ text: String) -> Bool { true }

    fileprivate func isEqual(to other: any PromptPurpose) -> Bool {
        (other as? Self) == self
    }
}

/// Words under and beside a prompt.
package struct PromptHint: Equatable, Sendable {
    /// At the right of the line: a count.
    package var trailing: String
    /// In the footer's place: help, or what is wrong.
    package var text: String
    /// The UTF-8 offsets of the line to underline; the hint is then an error.
    package var errorRange: Range<Int>?

    package init(trailing: String = "", text: String = "", errorRange: Range<Int>? = nil) {
        self.trailing = trailing
        self.text = text
        self.errorRange = errorRange
    }
}

/// What completion offers for the text before the cursor.
package struct CompletionList: Equatable, Sendable {
    /// How many characters before the cursor a candidate replaces.
    package var replacedCharacters: Int
    package var candidates: [Completion]

    package init(replacing count: Int = 0, candidates: [Completion] = []) {
        replacedCharacters = count
        self.candidates = candidates
    }
}

/// Going through candidates with Tab.
struct CompletionCycle: Hashable, Sendable {
    var candidates: [Completion]
    var chosen: Int
    /// How many characters before the cursor the chosen one takes now.
    var insertedCharacters: Int
}

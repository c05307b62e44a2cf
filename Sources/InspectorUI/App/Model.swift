package import FlowKit
package import TerminalKit

/// All that decides what the screen shows: equal models draw equal screens.
package struct Model: Equatable, Sendable {
    /// Where keys go when a screen lies beside the list.
    package enum Focus: Hashable, Sendable {
        case list, screen
    }

    package var size: Size
    package var now: Timestamp
    package var theme: Theme
    package var proxy: ProxyStatus
    /// Seconds east of UTC, for times of day.
    package var utcOffset: Int
    package var list = ListModel()
    /// Columns of the list made from values of JSON bodies.
    package var columns = PromotedColumns()
    package var screens = ScreenStack()
    package var focus = Focus.list
    /// The line being typed above the footer; takes all keys while it is there.
    package var prompt: Prompt?
    package var log = LogModel()
    package var search = SearchModel()
    /// What was looked at last in a detail: the next one opens there.
    var lastDetailTab = DetailTab.request
    /// What was typed in the editor and not sent.
    var drafts = Drafts<EditorDraft>()
    /// An editor that will open when its text is ready.
    var awaitedEdit: AwaitedEdit?
    /// What was typed in the editor of a message and not sent.
    var messageDrafts = Drafts<MessageDraft>()
    /// How the endpoints are counted while they are shown.
    package internal(set) var endpointQuery = EndpointQuery()
    /// What is being counted.
    var countedEndpoints: EndpointQuery?
    /// The group that was opened last.
    var endpointVisit: EndpointVisit?
    package var rules = RuleStatus()
    package var passThrough = PassThroughSet()
    /// What messages of Protocol Buffers mean, where somebody said so.
    package let schema: ProtobufSchema
    var rate = Rate()
    package private(set) var undo = UndoHistory()
    private(set) var toast: Toast?
    /// Accepted lines by the label of their prompt, oldest first.
    package private(set) var histories: [String: [String]]

    package init(
        size: Size,
        now: Timestamp = Timestamp(nanoseconds: 0),
        theme: Theme = .standard,
        proxy: ProxyStatus = ProxyStatus(),
        utcOffset: Int = 0,
        filter: Filter = .all,
        schema: ProtobufSchema = ProtobufSchema(),
        overrides: EndpointOverrides = EndpointOverrides(),
        histories: [String: [String]] = [:]
    ) {
        self.size = size
        self.now = now
        self.theme = theme
        self.proxy = proxy
        self.utcOffset = utcOffset
        self.schema = schema
        self.histories = histories
        list.filter = filter
        endpointQuery.overrides = overrides
        fitList()
    }

    /// All flows, shown or not.
    package var snapshot: FlowSnapshot { list.rows.snapshot }

    /// The flow the list's cursor is on.
    package var selectedFlow: Flow? {
        list.selection.flatMap { snapshot[$0] }
    }

    /// Opens a screen and gives it the keys.
    package mutating func open(_ screen: some Screen) {
        screens.push(screen, from: focus)
        focus = .screen
    }

    /// Closes the topmost screen; who had the keys before has them again.
    package mutating func closeScreen() {
        focus = screens.pop()
    }

    /// Closes the topmost screen of a type, wherever it lies.
    package mutating func close<S: Screen>(_ type: S.Type) {
        if let before = screens.close(type) { focus = before }
    }

    /// Whose rows of the key table hold now, first one first.
    package var contexts: [KeyContext] {
        focusedScreen?.contexts ?? ListModel.contexts
    }

    /// The screen that has the keys; `nil` when the list has them.
    package var focusedScreen: (any Screen)? {
        focus == .screen ? screens.top : nil
    }

    /// Opens a prompt with the history of its kind.
    package mutating func ask(_ purpose: some PromptPurpose, text: String = "") {
        prompt = Prompt(purpose, text: text, history: histories[purpose.label] ?? [])
    }

    /// Keeps an accepted line for the prompts of its kind.
    mutating func remember(_ text: String, for purpose: any PromptPurpose) {
        guard !text.isEmpty, purpose.keepsInHistory(text) else { return }
        var lines = histories[purpose.label, default: []]
        lines.removeAll { $0 == text }
        lines.append(text)
        histories[purpose.label] = lines.suffix(100)
    }

    /// Says something in the message line for some seconds.
    package mutating func say(_ notice: Notice) {
        toast = Toast(notice: notice, expires: now + (notice.level == .info ? .seconds(5) : .seconds(10)))
    }

    package mutating func say(_ text: String) {
        say(Notice(text))
    }

    /// Remembers how to take an act back, and says that `u` does.
    package mutating func didDestroy(_ step: UndoStep) {
        undo.push(step)
        say("\(step.what) (u undoes)")
    }

    mutating func undoLast() -> UndoStep? {
        undo.pop()
    }

    mutating func dismissToast() {
        toast = nil
    }

    /// Forgets what has had its time, and what would keep more in memory than the budget allows.
    mutating func expire() {
        if let toast, toast.expires <= now { self.toast = nil }
        undo.trim(beside: snapshot)
    }
}

import FlowKit
import TerminalKit

/// A flow looked at page by page: what is shown of it, how far it is scrolled, what is searched for.
///
/// The flow itself is kept, so that it stays readable when the store drops it meanwhile.
struct DetailPane: Sendable {
    private(set) var flow: Flow
    /// True when the store no longer has the flow.
    private(set) var isGone = false
    /// The page the person asked for.
    private var chosenTab: DetailTab
    /// What is drawn; may be older than what is wanted while a large body is made ready.
    var shown: DetailResult?
    /// What is being made ready on another thread; one page at a time.
    private var pending: DetailPage?
    /// True while `shown` lacks its body.
    private var isPlaceholder = false
    var places: [DetailTab: DetailLayout.Place] = [:]
    var folded: [DetailTab: Set<Int>] = [:]
    var viewName: String?
    /// Heads are shown as they left, where that is not as they came.
    var prefersForwarded = false
    var limits = ContentLimits.standard
    var needle = ""
    var currentHit: Int?
    /// The hit that was jumped to, as long as its needle is searched for.
    var target: SearchTarget?
    var reachedTarget: SearchTarget?
    /// The message to put the cursor on once the messages are listed.
    var wantedMessage: Int?
    /// While a value of a JSON body is being chosen.
    var valueCursor: ValueCursor?
    private var replays = ReplayList()
    var messages = MessageTable()
    var listed = ListedMessages()
    /// All of the pane's room.
    private(set) var size = Size(columns: 80, rows: 22)

    init(_ flow: Flow, tab: DetailTab) {
        self.flow = flow
        chosenTab = tab
    }

    /// The page that shows: where a flow has no messages, its response in their place.
    var tab: DetailTab { chosenTab == .messages && !tabs.contains(.messages) ? .response : chosenTab }

    /// The message on the page that shows, if it is one.
    var side: MessageSide? {
        switch tab {
        case .request: .request
        case .response: .response
        case .timing, .connection, .rules, .messages: nil
        }
    }

    var isForwarded: Bool { prefersForwarded && side.flatMap(flow.forwardedHead) != nil }

    /// The pages this flow has.
    var tabs: [DetailTab] {
        DetailTab.allCases.filter { $0 != .messages || MessageSources.source(of: flow) != nil }
    }

    var messagesLayout: MessagesLayout {
        MessagesLayout(size, isWhole: messages.isWhole, isSearching: hasBottomLine)
    }

    /// The last line is that of a search, or of a chosen value.
    private var hasBottomLine: Bool { !needle.isEmpty || valueCursor != nil }

    /// Where the text is: without title, tabs, the table of messages and the line of a search.
    var textArea: Rect {
        guard tab != .messages else { return messagesLayout.text }
        return Rect(column: 1, row: 2, columns: size.columns - 2, rows: size.rows - (hasBottomLine ? 3 : 2))
    }

    var textSize: Size { Size(columns: max(1, textArea.columns), rows: max(1, textArea.rows)) }

    var place: DetailLayout.Place { places[tab] ?? DetailLayout.Place() }
    var layout: DetailLayout {
        DetailLayout(document: shown?.document ?? DetailDocument(), columns: textSize.columns)
    }
    var hits: [TextSearch.Hit] { shown?.hits ?? [] }
    var isWaiting: Bool { pending != nil }

    // MARK: - What is shown

    mutating func show(_ flow: Flow) {
        guard flow.id != self.flow.id else { return }
        self.flow = flow
        isGone = false
        places = [:]
        folded = [:]
        limits = .standard
        shown = nil
        currentHit = nil
        target = nil
        wantedMessage = nil
        valueCursor = nil
        replays = ReplayList()
        listed = ListedMessages()
    }

    mutating func show(_ tab: DetailTab) {
        guard tab != chosenTab else { return }
        chosenTab = tab
        shown = nil
        currentHit = nil
        valueCursor = nil
    }

    /// Brings what is shown up to date with the model; called after every message.
    ///
    /// - Parameter size: all of the pane's room.
    mutating func refresh(in model: Model, size: Size) -> [Effect] {
        let isResized = size != self.size
        self.size = size
        if let latest = model.snapshot[flow.id] {
            flow = latest
            isGone = false
        } else {
            isGone = true
        }
        if tab == .rules { replays.update(of: flow.id, from: model.snapshot) }
        let effects = (tab == .messages ? refreshMessages() : []) + refreshText(in: model)
        reachTarget()
        if isResized { revealValue() }
        return effects
    }

    private mutating func refreshText(in model: Model) -> [Effect] {
        let page = wantedPage(in: model)
        guard page != shown?.page || isPlaceholder, page != pending else { return [] }
        let job = DetailJob(
            page: page,
            flow: flow,
            schema: model.schema,
            message: tab == .messages ? messages.selected : nil,
            block: model.theme.signs.symbols == .ascii ? "#" : "█"
        )
        if job.isQuick {
            take(job.run())
            return []
        }
        if shown == nil {
            shown = job.runWithoutBody()
            isPlaceholder = true
        }
        guard pending == nil else { return [] }
        pending = page
        return [.render(job)]
    }

    /// Takes what was made ready; what nobody waits for any more is dropped.
    mutating func take(_ result: DetailResult) {
        if result.page == pending { pending = nil }
        guard result.page.flow == flow.id, result.page.tab == tab else { return }
        guard tab != .messages || result.page.message?.number == messages.cursor else { return }
        let isNewSearch = result.page.needle != (isPlaceholder ? nil : shown?.page.needle)
        shown = result
        if result.values == nil { valueCursor = nil }
        isPlaceholder = false
        if isNewSearch { currentHit = nil }
        if currentHit == nil || currentHit ?? 0 >= hits.count {
            currentHit = hits.isEmpty ? nil : hits.firstIndex { place <= DetailLayout.Place(line: $0.line) } ?? 0
            if isNewSearch { revealHit() }
        }
        reachTarget()
        places[tab] = layout.clamped(place)
    }

    /// Goes to the hit that was jumped to, once.
    private mutating func reachTarget() {
        guard !isPlaceholder, let wanted = shown?.page.target else { return }
        guard wanted == target, wanted != reachedTarget else { return }
        reachedTarget = wanted
        guard let hit = shown?.targetHit else { return }
        currentHit = hit
        revealHit()
    }

    private func wantedPage(in model: Model) -> DetailPage {
        let isTimed = tab == .timing || tab == .connection
        let second = model.now.nanoseconds / 1_000_000_000
        return DetailPage(
            flow: flow.id,
            stamp: tab == .messages ? nil : FlowStamp(flow),
            tab: tab,
            message: tab == .messages ? messages.stamp : nil,
            viewName: viewName,
            // A search looks further than what is shown at first.
            isForwarded: isForwarded,
            limits: needle.isEmpty ? limits : limits.forSearch,
            folded: needle.isEmpty ? folded[tab] ?? [] : [],
            needle: needle,
            target: target,
            columns: tab == .timing ? textSize.columns : nil,
            second: isTimed ? (tab == .timing && flow.isFinished ? 0 : second) : nil,
            replays: tab == .rules ? replays.ids : [],
            utcOffset: model.utcOffset
        )
    }
}

extension DetailPane: Equatable {
    /// By what can be seen: the flow's stamp stands for the flow.
    static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.flow.id == rhs.flow.id && lhs.isGone == rhs.isGone && lhs.tab == rhs.tab && lhs.shown == rhs.shown
            && lhs.place == rhs.place && lhs.needle == rhs.needle && lhs.currentHit == rhs.currentHit
            && lhs.size == rhs.size && lhs.valueCursor == rhs.valueCursor && lhs.messages == rhs.messages
            && lhs.listed.isBeginning == rhs.listed.isBeginning
            && FlowStamp(lhs.flow) == FlowStamp(rhs.flow)
    }
}

import FlowKit
import TerminalKit

/// A flow looked at page by page: what is shown of it, how far it is scrolled, what is searched for.
///
/// The flow itself is kept, so that it stays readable when the store drops it meanwhile.
struct DetailPane: Sendable {
    private(set) var flow: Flow
    /// True when the store no longer has the flow.
    private(set) var isGone = false
    private(set) var tab: DetailTab
    /// What is drawn; may be older than what is wanted while a large body is made ready.
    private(set) var shown: DetailResult?
    /// What is being made ready on another thread; one page at a time.
    private var pending: DetailPage?
    /// True while `shown` lacks its body.
    private var isPlaceholder = false
    private var places: [DetailTab: DetailLayout.Place] = [:]
    private var folded: [DetailTab: Set<Int>] = [:]
    var viewName: String?
    var limits = ContentLimits.standard
    private(set) var needle = ""
    private(set) var currentHit: Int?
    private var replays = ReplayList()
    /// Of the text: without title, tabs and the line of a search.
    private(set) var textSize = Size(columns: 78, rows: 20)

    init(_ flow: Flow, tab: DetailTab) {
        self.flow = flow
        self.tab = tab
    }

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
        replays = ReplayList()
    }

    mutating func show(_ tab: DetailTab) {
        guard tab != self.tab else { return }
        self.tab = tab
        shown = nil
        currentHit = nil
    }

    /// Brings what is shown up to date with the model; called after every message.
    ///
    /// - Parameter size: all of the pane's room.
    mutating func refresh(in model: Model, size: Size) -> [Effect] {
        textSize = Size(columns: max(1, size.columns - 2), rows: max(1, size.rows - (needle.isEmpty ? 2 : 3)))
        if let latest = model.snapshot[flow.id] {
            flow = latest
            isGone = false
        } else {
            isGone = true
        }
        if tab == .rules { replays.update(of: flow.id, from: model.snapshot) }
        let page = wantedPage(in: model)
        guard page != shown?.page || isPlaceholder, page != pending else { return [] }
        let job = DetailJob(
            page: page,
            flow: flow,
            schema: model.schema,
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
        let isNewSearch = result.page.needle != (isPlaceholder ? nil : shown?.page.needle)
        shown = result
        isPlaceholder = false
        if isNewSearch { currentHit = nil }
        if currentHit == nil || currentHit ?? 0 >= hits.count {
            currentHit = hits.isEmpty ? nil : hits.firstIndex { place <= DetailLayout.Place(line: $0.line) } ?? 0
            if isNewSearch { revealHit() }
        }
        places[tab] = layout.clamped(place)
    }

    private func wantedPage(in model: Model) -> DetailPage {
        let isTimed = tab == .timing || tab == .connection
        let second = model.now.nanoseconds / 1_000_000_000
        return DetailPage(
            flow: flow.id,
            stamp: FlowStamp(flow),
            tab: tab,
            viewName: viewName,
            // A search looks further than what is shown at first.
            limits: needle.isEmpty ? limits : limits.forSearch,
            folded: needle.isEmpty ? folded[tab] ?? [] : [],
            needle: needle,
            columns: tab == .timing ? textSize.columns : nil,
            second: isTimed ? (tab == .timing && flow.isFinished ? 0 : second) : nil,
            replays: tab == .rules ? replays.ids : [],
            utcOffset: model.utcOffset
        )
    }

    // MARK: - Moving

    mutating func move(_ motion: Motion) {
        let page = textSize.rows
        switch motion {
        case .up: scroll(-1)
        case .down: scroll(1)
        case .halfPageUp: scroll(-max(1, page / 2))
        case .halfPageDown: scroll(max(1, page / 2))
        case .pageUp: scroll(-max(1, page - 1))
        case .pageDown: scroll(max(1, page - 1))
        case .top: places[tab] = DetailLayout.Place()
        case .bottom: places[tab] = layout.bottom(height: page)
        case .left, .right: break
        }
    }

    mutating func scroll(_ rows: Int) {
        let layout = layout
        places[tab] = min(layout.place(place, movedBy: rows), max(place, layout.bottom(height: textSize.rows)))
    }

    // MARK: - Folding

    /// Folds all parts of the body that can be, or unfolds them when some are folded.
    mutating func toggleAllFolds() {
        folded[tab] = folded[tab]?.isEmpty == false ? [] : Set(shown?.body.folds ?? [])
    }

    /// Folds or unfolds the part that the line at a row of the pane opens.
    mutating func toggleFold(atRow row: Int) {
        let rows = layout.rows(from: place, count: textSize.rows)
        guard needle.isEmpty, rows.indices.contains(row - 2) else { return }
        guard let fold = layout.document.lines[rows[row - 2].place.line].fold else { return }
        folded[tab, default: []].formSymmetricDifference([fold.index])
    }

    // MARK: - Searching

    mutating func search(for text: String) {
        needle = String(text.prefix(TextSearch.maximumNeedle))
        if text.isEmpty { currentHit = nil }
    }

    /// Goes to the next hit, or the one before; around the ends.
    mutating func step(by count: Int) {
        guard !hits.isEmpty else { return }
        currentHit = ((currentHit ?? (count > 0 ? -1 : 0)) + count + hits.count) % hits.count
        revealHit()
    }

    private mutating func revealHit() {
        guard let currentHit, hits.indices.contains(currentHit) else { return }
        let hit = hits[currentHit]
        let layout = layout
        let target = layout.place(ofOffset: hit.range.lowerBound, inLine: hit.line)
        let last = layout.place(place, movedBy: textSize.rows - 1)
        guard target < place || target > last else { return }
        // A third of the page above it, so that one sees where it stands.
        let top = layout.place(target, movedBy: -textSize.rows / 3)
        places[tab] = min(top, layout.bottom(height: textSize.rows))
    }
}

extension DetailPane: Equatable {
    /// By what can be seen: the flow's stamp stands for the flow.
    static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.flow.id == rhs.flow.id && lhs.isGone == rhs.isGone && lhs.tab == rhs.tab && lhs.shown == rhs.shown
            && lhs.place == rhs.place && lhs.needle == rhs.needle && lhs.currentHit == rhs.currentHit
            && lhs.textSize == rhs.textSize && FlowStamp(lhs.flow) == FlowStamp(rhs.flow)
    }
}

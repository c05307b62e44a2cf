import FlowKit

/// The messages of a flow as rows: which are shown, where the cursor is, what of them is in sight.
///
/// Messages have numbers that stay theirs; rows are places among those shown. Whatever is asked costs the same for a
/// hundred thousand messages as for ten, but for a filter or a search, which look at each message once.
struct MessageTable: Sendable {
    private(set) var list = MessageList([])
    private(set) var filter = MessageFilter("")
    /// What the filter lets through; `nil` shows all.
    private var shown: MessageMatches?
    /// What has the text that is searched for, of those shown; `nil` while nothing is.
    private(set) var hits: MessageMatches?
    /// The message the person chose last; the cursor is on it, or on the nearest shown.
    private var chosen = 0
    /// The cursor goes along with the last row as rows come.
    private(set) var isFollowing = false
    /// The row at the top, and which message it shows.
    private(set) var top = 0
    private var topNumber = 0
    private var page = 1
    private var needle = ""
    /// A search began, and its first hit is not found yet.
    private var seeksHit = false
    /// The message under the cursor fills all of the page.
    var isWhole = false

    // MARK: - Rows

    var rowCount: Int { shown?.numbers.count ?? list.numbers.count }
    var totalCount: Int { list.numbers.count }

    func number(atRow row: Int) -> Int { shown?.numbers[row] ?? list.numbers.lowerBound + row }

    /// The row of a message, or of the first one behind it; the last where there is none.
    private func row(nearest number: Int) -> Int {
        let row = shown?.index(atOrAfter: number) ?? number - list.numbers.lowerBound
        return max(0, min(row, rowCount - 1))
    }

    /// `nil` while no row is shown.
    var cursorRow: Int? {
        guard rowCount > 0 else { return nil }
        return isFollowing ? rowCount - 1 : row(nearest: chosen)
    }

    /// The message under the cursor.
    var cursor: Int? { cursorRow.map(number(atRow:)) }
    var selected: MessageList.Item? { cursor.map { list[$0] } }

    var stamp: MessageStamp? {
        cursor.map { MessageStamp(number: $0, byteCount: list[$0].payload.byteCount) }
    }

    /// The messages shown, in order.
    var numbers: [Int] { shown?.numbers ?? Array(list.numbers) }

    /// False while a filter or a search has not looked at all messages.
    var isComplete: Bool { (shown?.isComplete(for: list) ?? true) && (hits?.isComplete(for: list) ?? true) }

    // MARK: - What comes

    /// Shows another flow's messages from the beginning; those of a stream that goes on, from its end.
    mutating func begin(_ flow: Flow, page: Int, needle: String) {
        self = MessageTable()
        self.page = page
        isFollowing = !flow.isFinished
        search(for: needle, of: flow.id)
    }

    /// Takes the messages there are now: the cursor stays on its message, and that on its line of the screen.
    ///
    /// - Parameter page: rows in sight.
    mutating func update(_ new: MessageList, page: Int) -> [Effect] {
        let line = cursorLine
        list = new
        self.page = max(1, page)
        var effects = shown?.update(from: new) ?? []
        effects += hits?.update(from: new) ?? []
        if seeksHit { seekHit() }
        settle(cursorLine: line)
        return effects
    }

    mutating func take(_ answer: MessageScan.Answer) {
        let line = cursorLine
        shown?.take(answer)
        hits?.take(answer)
        settle(cursorLine: line)
    }

    // MARK: - The person moves

    mutating func move(_ motion: Motion) {
        guard let cursorRow else { return }
        let bottom = min(top + page, rowCount) - 1
        let start = max(top, min(cursorRow, bottom))
        let isStep = motion == .up || motion == .down
        // A cursor out of sight comes back first.
        choose(row: isStep && start != cursorRow ? start : motion.target(from: start, count: rowCount, page: page))
    }

    /// Puts the cursor on a row and brings it in sight; on the last one it goes along with what comes.
    mutating func choose(row: Int) {
        guard (0..<rowCount).contains(row) else { return }
        chosen = number(atRow: row)
        isFollowing = row == rowCount - 1
        seeksHit = false
        reveal(row)
    }

    /// Goes to a message, or to the nearest shown.
    mutating func choose(number: Int) {
        guard rowCount > 0 else { return }
        choose(row: row(nearest: number))
    }

    /// Keeps the cursor on its message, whatever comes.
    mutating func stay() {
        chosen = cursor ?? chosen
        isFollowing = false
    }

    /// Scrolls the view; the cursor stays on its message, in sight or not.
    mutating func scroll(by count: Int) {
        stay()
        top += count
        clamp()
    }

    // MARK: - Filter and search

    mutating func setFilter(_ filter: MessageFilter, of flow: FlowID) {
        guard filter != self.filter else { return }
        self.filter = filter
        shown = filter.matchesAll ? nil : MessageMatches([filter], flow: flow)
        seek(of: flow)
    }

    mutating func search(for text: String, of flow: FlowID) {
        guard text != needle || hits == nil else { return }
        needle = text
        seek(of: flow)
        seeksHit = hits != nil
    }

    private mutating func seek(of flow: FlowID) {
        hits = needle.isEmpty ? nil : MessageMatches([filter, MessageFilter(payloadText: needle)], flow: flow)
    }

    /// Goes to the next message with the text, or the one before; around the ends.
    mutating func stepHit(by count: Int) {
        guard let hits = hits?.numbers, let cursor, !hits.isEmpty else { return }
        let next = hits.partitioningIndex { $0 >= cursor + (count > 0 ? 1 : 0) }
        let index = count > 0 ? next : next - 1
        choose(number: hits[(index + hits.count) % hits.count])
    }

    /// `message 3 of 17`.
    var hitText: String {
        guard let hits = hits?.numbers else { return "" }
        let more = isComplete ? "" : "+"
        guard !hits.isEmpty else { return isComplete ? "not found" : "searching…" }
        let index = cursor.map { cursor in hits.partitioningIndex { $0 >= cursor } } ?? hits.count
        let place = index < hits.count && hits[index] == cursor ? "\(Format.count(index + 1)) of " : ""
        return "message \(place)\(Format.count(hits.count))\(more)"
    }

    private mutating func seekHit() {
        guard let hits = hits?.numbers, let cursor else { return }
        let index = hits.partitioningIndex { $0 >= cursor }
        guard index < hits.count || (isComplete && !hits.isEmpty) else { return }
        choose(number: hits[index % hits.count])
    }

    // MARK: - Parts

    /// The line of the screen the cursor is on; `nil` when it is out of sight.
    private var cursorLine: Int? {
        cursorRow.flatMap { (top..<top + page).contains($0) ? $0 - top : nil }
    }

    private mutating func settle(cursorLine line: Int?) {
        if let line, let cursorRow {
            top = isFollowing ? rowCount - page : cursorRow - line
        } else {
            top = isFollowing ? rowCount - page : row(nearest: topNumber)
        }
        clamp()
        if line != nil, let cursorRow { reveal(cursorRow) }
    }

    private mutating func reveal(_ row: Int) {
        top = max(min(top, row), row - page + 1)
        clamp()
    }

    private mutating func clamp() {
        top = max(0, min(top, rowCount - page))
        topNumber = rowCount > 0 ? number(atRow: top) : 0
    }
}

extension MessageTable: Equatable {
    /// By what can be seen: numbers stand for their messages.
    static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.list.numbers == rhs.list.numbers && lhs.filter == rhs.filter && lhs.shown?.end == rhs.shown?.end
            && lhs.rowCount == rhs.rowCount && lhs.hits?.questions == rhs.hits?.questions
            && lhs.hits?.end == rhs.hits?.end
            && lhs.cursor == rhs.cursor && lhs.top == rhs.top && lhs.page == rhs.page
            && lhs.isFollowing == rhs.isFollowing && lhs.isWhole == rhs.isWhole
    }
}

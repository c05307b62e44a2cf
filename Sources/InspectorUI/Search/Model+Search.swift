import FlowKit

extension Model {
    /// Brings the hits on top.
    mutating func showHits() {
        if screens.top is SearchScreen { return }
        close(SearchScreen.self)
        open(SearchScreen())
    }

    /// Shows the hit under the cursor in the detail, above the hits.
    mutating func openHit() throws(CommandError) {
        guard let hit = search.selected, let question = search.question else { return }
        guard let flow = snapshot[hit.flow] else { throw CommandError("the flow was dropped from memory") }
        if !(screens.top is DetailScreen) {
            close(DetailScreen.self)
            open(DetailScreen(flow, tab: .request))
        }
        if let row = list.rows.row(of: flow.id) { choose(row: row) }
        focus = .screen
        modifyPane { pane in
            pane.show(flow)
            // Of a text all its hits show; of a regular expression what it found here.
            pane.jump(to: hit, needle: question.isPattern ? hit.match : question.text)
        }
    }
}

extension DetailPane {
    /// Shows a hit where it stands: its page, scrolled to it, with all hits of the needle highlighted.
    mutating func jump(to hit: SearchHit, needle: String) {
        switch hit.place {
        case .head(.request), .body(.request): show(.request)
        case .head(.response), .body(.response): show(.response)
        case .message(let number):
            show(.messages)
            wantedMessage = number
        }
        viewName = nil
        prefersForwarded = false
        search(for: needle)
        target = SearchTarget(place: hit.place, offset: hit.offset)
        reachedTarget = nil
    }
}

/// A hit of a search through bodies, as a page looks for it.
struct SearchTarget: Hashable, Sendable {
    let place: SearchHit.Place
    /// In the text that was searched, in bytes.
    let offset: Int

    /// Which of the needle's hits in that text it is, counted from 0, and how many there are.
    func rank(of needle: String, in flow: Flow, message: MessageList.Item?) -> (index: Int, count: Int) {
        let text: [UInt8]
        switch place {
        case .head(let side): text = SearchText.head(of: flow, side)
        case .body(let side): text = SearchText(of: flow, side)?.bytes ?? []
        case .message: text = message?.payload.bytes ?? []
        }
        let search = TextSearch(needle)
        let before = search.ranges(in: String(decoding: text.prefix(offset), as: UTF8.self)).count
        return (before, search.ranges(in: String(decoding: text, as: UTF8.self)).count)
    }
}

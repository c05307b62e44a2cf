import FlowKit
import TerminalKit

extension DetailPane {
    // MARK: - Moving

    mutating func move(_ motion: Motion) {
        guard valueCursor == nil else { return moveValueCursor(motion) }
        guard tab != .messages || messages.isWhole else { return messages.move(motion) }
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
        let index = row - textArea.origin.row
        guard needle.isEmpty, rows.indices.contains(index) else { return }
        guard let fold = layout.document.lines[rows[index].place.line].fold else { return }
        folded[tab, default: []].formSymmetricDifference([fold.index])
    }

    // MARK: - Searching

    mutating func search(for text: String) {
        needle = String(text.prefix(TextSearch.maximumNeedle))
        target = nil
        if text.isEmpty { currentHit = nil }
        messages.search(for: needle, of: flow.id)
    }

    /// Goes to the next hit, or the one before; around the ends.
    mutating func step(by count: Int) {
        if tab == .messages, !messages.isWhole || isAtLastHit(goingBy: count) {
            let before = messages.cursor
            messages.stepHit(by: count)
            guard messages.isWhole, messages.cursor == before else { return }
        }
        guard !hits.isEmpty else { return }
        currentHit = ((currentHit ?? (count > 0 ? -1 : 0)) + count + hits.count) % hits.count
        revealHit()
    }

    /// Whether there is no other hit in that direction before the text's end.
    private func isAtLastHit(goingBy count: Int) -> Bool {
        currentHit.map { !hits.indices.contains($0 + count) } ?? true
    }

    mutating func revealHit() {
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

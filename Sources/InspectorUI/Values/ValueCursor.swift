import FlowKit
import TerminalKit

/// The cursor on a value of a JSON body: a line of the body as it was rendered, so that it stays where parts fold and unfold.
struct ValueCursor: Hashable, Sendable {
    var line: Int
    /// `[*]` in place of each index.
    var isAnyElement = false
}

extension DetailPane {
    /// The values of the body shown; `nil`: it shows none.
    var values: JSONValueLines? { shown?.values }

    /// The value the cursor is on.
    var chosenValue: JSONChosenValue? {
        valueCursor.flatMap { cursor in values?.value(inLine: cursor.line) }
    }

    /// The line of the document the cursor is on: that of its value, or the folded one that hides it.
    var valueLine: Int? {
        guard let valueCursor, values != nil, let document = shown?.document else { return nil }
        let bodyLine = { (line: Int) in document.lines[line].bodyLine ?? 0 }
        let end = document.bodyLines.partitioningIndex { bodyLine($0) > valueCursor.line }
        guard end > document.bodyLines.lowerBound else { return nil }
        // Of a long one the first piece.
        let shownLine = bodyLine(end - 1)
        return document.bodyLines.partitioningIndex { bodyLine($0) >= shownLine }
    }

    /// Puts the cursor on the first value in sight, or on the first there is.
    mutating func pickValue() {
        let candidates = valueLines
        let first = candidates.first { $0 >= place.line } ?? candidates.last
        guard let first else { return }
        messages.stay()
        choose(documentLine: first)
    }

    mutating func moveValueCursor(_ motion: Motion) {
        let candidates = valueLines
        let line = valueLine ?? 0
        let index = max(0, candidates.partitioningIndex { $0 > line } - 1)
        let target = motion.target(from: index, count: candidates.count, page: textSize.rows)
        if candidates.indices.contains(target) { choose(documentLine: candidates[target]) }
    }

    /// Puts the cursor on the value at a row of the pane, if there is one.
    mutating func chooseValue(atRow row: Int) {
        let rows = layout.rows(from: place, count: textSize.rows)
        let index = row - textArea.origin.row
        guard rows.indices.contains(index), valueLines.contains(rows[index].place.line) else { return }
        choose(documentLine: rows[index].place.line)
    }

    /// Lines of the document that show a value.
    private var valueLines: [Int] {
        guard let values else { return [] }
        let lines = layout.document.lines
        return lines.indices.filter {
            lines[$0].bodyLine.map(values.hasValue) ?? false && !lines[$0].content.isContinuation
        }
    }

    private mutating func choose(documentLine line: Int) {
        guard let bodyLine = layout.document.lines[line].bodyLine else { return }
        valueCursor = ValueCursor(line: bodyLine, isAnyElement: valueCursor?.isAnyElement ?? false)
        revealValue()
    }

    /// Brings the cursor in sight.
    mutating func revealValue() {
        guard let line = valueLine else { return }
        let layout = layout
        let target = DetailLayout.Place(line: line)
        if target < place {
            places[tab] = target
        } else if target > layout.place(place, movedBy: textSize.rows - 1) {
            places[tab] = layout.place(target, movedBy: 1 - textSize.rows)
        }
    }
}

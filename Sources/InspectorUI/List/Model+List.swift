import FlowKit
import TerminalKit

extension Model {
    /// How many flows the list shows at once.
    var listPage: Int { max(0, frames.list.rows - 1) }

    mutating func moveInList(_ motion: Motion) {
        guard !list.ids.isEmpty else { return }
        let row = list.selectedRow ?? list.ids.count - 1
        choose(row: motion.target(from: row, count: list.ids.count, page: listPage))
    }

    /// Selects a row by the person's wish; an open detail goes along.
    package mutating func choose(row: Int) {
        list.select(row: row, rows: listPage)
        if let selection = list.selection { screens.flowChosen(selection) }
    }

    /// An act on the selected flow makes it a chosen one.
    mutating func choseSelection() {
        if let row = list.selectedRow { choose(row: row) }
    }

    /// Moves the cursor to a neighbour of the flow that is about to go.
    mutating func stepOffSelection() {
        guard let row = list.selectedRow else { return }
        choose(row: row + 1 < list.ids.count ? row + 1 : row - 1)
    }

    mutating func clickList(_ action: Mouse.Action, column: Int, row: Int) -> [Effect] {
        guard action == .press else { return [] }
        focus = .list
        choose(row: list.top + row - 1)
        return []
    }
}

import FlowKit
import TerminalKit

extension Model {
    mutating func resize(to size: Size) {
        self.size = size
        fitList()
    }

    /// Tells the list how many rows it has room for.
    mutating func fitList() {
        // Also while a screen covers it, so that it is where it was when that is closed.
        list.fit(page: frames.body.rows - 1)
    }

    /// Selects a row by the person's wish; an open detail goes along.
    package mutating func choose(row: Int) {
        list.choose(row: row)
        selectionChosen()
    }

    mutating func moveInList(_ motion: Motion) {
        list.move(motion)
        selectionChosen()
    }

    /// An act on the selected flow makes it a chosen one.
    mutating func choseSelection() {
        if let row = list.selectedRow { choose(row: row) }
    }

    /// Moves the cursor to a neighbour of the flow that is about to go.
    mutating func stepOffSelection() {
        guard let row = list.selectedRow else { return }
        choose(row: row + 1 < list.rows.count ? row + 1 : row - 1)
    }

    /// The mouse on the list, in its own coordinates.
    mutating func handleList(_ mouse: Mouse) -> [Effect] {
        switch mouse.action {
        case .scrollUp: list.scroll(by: -3)
        case .scrollDown: list.scroll(by: 3)
        case .press where mouse.position.row == 0:
            let column = listColumns.sortColumn(at: mouse.position.column)
            return column.map { setOrder(.picking($0, after: list.order)) } ?? []
        case .press:
            focus = .list
            choose(row: list.top + mouse.position.row - 1)
        case .doubleClick where mouse.position.row > 0:
            choose(row: list.top + mouse.position.row - 1)
            return run("open")
        case .doubleClick, .release: break
        }
        return []
    }

    private mutating func selectionChosen() {
        if let selection = list.selection { screens.flowChosen(selection) }
    }
}

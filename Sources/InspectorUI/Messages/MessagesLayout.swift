import TerminalKit

/// Where the parts of the messages page are, under title and tabs: the table, a line about the chosen message, its text.
struct MessagesLayout {
    /// The line of titles over the rows; `nil` where there is no table, or no room for it.
    let header: Int?
    let rows: Rect
    /// The line about the message; `nil` where there is no room for it.
    let facts: Int?
    let text: Rect

    /// Where fewer rows are left, there is the table alone.
    private static let leastRoom = 8

    /// - Parameters:
    ///   - size: all of the pane's room.
    ///   - isWhole: the message takes the place of the table.
    ///   - isSearching: the last line is the search's.
    init(_ size: Size, isWhole: Bool, isSearching: Bool) {
        let bottom = max(2, size.rows - (isSearching ? 1 : 0))
        let room = bottom - 2
        let width = max(1, size.columns - 2)
        let title = room < 3 ? 0 : 1
        guard !isWhole else {
            header = nil
            rows = Rect(column: 0, row: 2, columns: 0, rows: 0)
            facts = title == 0 ? nil : 2
            text = Rect(column: 1, row: 2 + title, columns: width, rows: room - title)
            return
        }
        let isAlone = room < Self.leastRoom
        let count = isAlone ? room - title : (room - 2) / 2
        header = title == 0 ? nil : 2
        rows = Rect(column: 0, row: 2 + title, columns: size.columns, rows: count)
        facts = isAlone ? nil : 3 + count
        text = Rect(column: 1, row: 4 + count, columns: width, rows: bottom - 4 - count)
    }
}

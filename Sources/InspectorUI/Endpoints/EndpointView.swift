import FlowKit
import TerminalKit

/// The endpoint table on the screen. Only the rows in sight are looked at.
struct EndpointView {
    private let screen: EndpointScreen
    private let model: Model
    private let theme: Theme
    /// The interval that sparklines end with: now, or where nothing listens the last one with a flow.
    private let interval: Int

    init(_ screen: EndpointScreen, _ model: Model) {
        self.screen = screen
        self.model = model
        theme = model.theme
        interval =
            model.proxy.listenAddress.isEmpty
            ? screen.table.rows.lazy.compactMap(\.rate.newest).max() ?? 0
            : RateHistory.interval(of: model.now.nanoseconds)
    }

    func draw(on canvas: inout Canvas) {
        let columns = EndpointColumns(model.endpointQuery.grouping, columns: canvas.columns).parts
        drawHeader(columns, on: &canvas)
        let rows = screen.table.grouping == model.endpointQuery.grouping ? screen.table.rows : []
        guard !rows.isEmpty else {
            canvas.draw(emptyText, column: 1, row: 1, style: theme[.dim])
            return
        }
        for index in screen.top..<min(rows.count, screen.top + max(0, canvas.rows - 1)) {
            let above = index > screen.top ? rows[index - 1] : nil
            draw(rows[index], below: above, row: index - screen.top + 1, columns, on: &canvas)
        }
    }

    private var emptyText: String {
        if screen.table.version == 0 || screen.table.progress < 1
            || screen.table.grouping != model.endpointQuery.grouping
        {
            return "counting..."
        }
        return model.snapshot.totals.flowCount == 0
            ? "no flows yet" : "no flow matches the filter (f edits it)"
    }

    private func drawHeader(_ columns: [EndpointColumns.Placed], on canvas: inout Canvas) {
        let style = theme[.columnHeader]
        canvas.fill(Rect(column: 0, row: 0, columns: canvas.columns, rows: 1), style: style)
        for placed in columns {
            let title = placed.column.title
            let order = model.endpointQuery.order
            let sign = order.isDescending ? theme.signs.descending : theme.signs.ascending
            let isSorted = placed.column.sort == order.column
            if placed.column.isRight {
                canvas.draw(title, endingAt: placed.end, row: 0, style: style, limit: placed.columns)
                let place = placed.end - TextWidth.columns(of: title) - 1
                if isSorted { canvas.draw(sign, column: place, row: 0, style: style) }
            } else {
                let text = isSorted ? title + sign : title
                let end = canvas.draw(text, column: placed.start, row: 0, style: style, limit: placed.columns)
                drawProgress(placed, after: end, style, on: &canvas)
            }
        }
    }

    /// Beside the title of the widest column, while a count is under way.
    private func drawProgress(
        _ placed: EndpointColumns.Placed,
        after columns: Int,
        _ style: Style,
        on canvas: inout Canvas
    ) {
        let progress = screen.table.progress
        guard placed.column.title != "METHOD", progress < 1, screen.table.version > 0 else { return }
        let text = "counting \(Int(progress * 100))%"
        guard placed.columns - columns > text.count + 1, placed.column.title != "HOST" || placed.columns > 60 else {
            return
        }
        canvas.draw(text, endingAt: placed.end, row: 0, style: style)
    }

    private func draw(
        _ row: EndpointRow,
        below above: EndpointRow?,
        row line: Int,
        _ columns: [EndpointColumns.Placed],
        on canvas: inout Canvas
    ) {
        let isSelected = row.name == screen.selection
        let selection = isSelected ? theme[.selection] : nil
        if isSelected {
            canvas.fill(Rect(column: 0, row: line, columns: canvas.columns, rows: 1), style: theme[.selection])
            canvas.draw(theme.signs.cursor, column: 0, row: line, style: theme[.selectionMark])
        }
        for placed in columns {
            let around = EndpointColumnView.Surroundings(
                signs: theme.signs,
                interval: interval,
                above: above,
                columns: placed.columns
            )
            let content = placed.column.content(row, around)
            let style = selection ?? theme[content.role]
            if placed.column.isRight {
                canvas.draw(content.text, endingAt: placed.end, row: line, style: style, limit: placed.columns)
            } else {
                canvas.draw(
                    content.text,
                    column: placed.start,
                    row: line,
                    style: style,
                    limit: placed.columns,
                    elide: .middle
                )
            }
        }
    }
}

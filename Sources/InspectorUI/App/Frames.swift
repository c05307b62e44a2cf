package import TerminalKit

/// Where the parts of the screen are, in cells of the whole.
package struct Frames: Equatable, Sendable {
    /// Narrower than this, detail lies over the list instead of beside it.
    static let columnsForTwo = 120
    /// Smaller than this shows nothing but a word about it.
    static let smallest = Size(columns: 30, rows: 6)

    package var status: Rect
    /// Between the status line and the two bottom lines.
    package var body: Rect
    /// Empty while a screen covers it.
    package var list: Rect
    /// Where the topmost screen that is no popup is; empty when there is none.
    package var pane: Rect
    /// Prompt, notice or filter.
    package var message: Rect
    package var footer: Rect

    init(_ model: Model) {
        let whole = Rect(column: 0, row: 0, columns: model.size.columns, rows: model.size.rows)
        let rows = whole.splitRows([.fixed(1), .share(1), .fixed(1), .fixed(1)])
        (status, body, message, footer) = (rows[0], rows[1], rows[2], rows[3])
        list = body
        pane = Rect(column: 0, row: 0, columns: 0, rows: 0)
        switch model.screens.base(in: model)?.layout(in: model) {
        case .besideList where whole.columns >= Self.columnsForTwo:
            let columns = body.splitColumns([.share(2), .fixed(1), .share(3)])
            (list, pane) = (columns[0], columns[2])
        case .besideList, .whole:
            pane = body
            list = Rect(column: 0, row: body.origin.row, columns: 0, rows: 0)
        case .popup, nil:
            break
        }
    }

    /// Where a popup of this size lies: in the middle, low enough to leave the list's head in sight.
    func popup(_ size: Size) -> Rect {
        body.centered(Size(columns: max(4, size.columns), rows: max(3, size.rows)))
    }
}

extension Model {
    package var frames: Frames { Frames(self) }

    /// True when list and detail are both in sight.
    package var isSplit: Bool {
        let frames = frames
        return !frames.list.isEmpty && !frames.pane.isEmpty
    }

    /// Where the topmost screen of this type draws, frame of a popup excluded; empty when none is open.
    package func area<S: Screen>(of type: S.Type) -> Rect {
        guard let screen = screens[type] else { return Rect(column: 0, row: 0, columns: 0, rows: 0) }
        return area(of: screen)
    }

    func area(of screen: any Screen) -> Rect {
        switch screen.layout(in: self) {
        case .popup(let size, _): frames.popup(size).inset(columns: 2, rows: 1)
        case .whole, .besideList: frames.pane
        }
    }
}

extension ScreenStack {
    /// The topmost screen that is no popup.
    func base(in model: Model) -> (any Screen)? {
        screens.last { screen in
            if case .popup = screen.layout(in: model) { return false }
            return true
        }
    }
}

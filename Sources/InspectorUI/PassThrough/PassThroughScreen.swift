import FlowKit
import TerminalKit

/// The hosts whose TLS is relayed unread, and why.
struct PassThroughScreen: Screen {
    private var row = 0
    private var top = 0

    var contexts: [KeyContext] { [.passThrough, .global, .moving, .always] }

    /// The row the cursor is on.
    static func selected(in model: Model) -> PassThroughSet.Entry? {
        guard let row = model.screens[Self.self]?.row else { return nil }
        let entries = entries(in: model)
        return entries.indices.contains(row) ? entries[row] : nil
    }

    private static func entries(in model: Model) -> [PassThroughSet.Entry] {
        model.passThrough.entries.filter { !$0.hasExpired(at: model.now) }
    }

    static func refresh(in model: inout Model) -> [Effect] {
        let (count, rows) = (entries(in: model).count, max(1, model.area(of: Self.self).rows - 1))
        model.screens.modify(Self.self) { screen in
            screen.row = max(0, min(screen.row, count - 1))
            screen.top = max(min(screen.top, screen.row), screen.row - rows + 1)
        }
        return []
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        let (count, page) = (entries(in: model).count, model.area(of: Self.self).rows - 1)
        model.screens.modify(Self.self) { $0.row = motion.target(from: $0.row, count: count, page: page) }
        return []
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard case .mouse(let mouse) = event else { return nil }
        switch mouse.action {
        case .scrollUp: return move(.up, in: &model)
        case .scrollDown: return move(.down, in: &model)
        case .press:
            model.screens.modify(Self.self) { $0.row = $0.top + mouse.position.row - 1 }
            return []
        case .doubleClick, .release: return nil
        }
    }

    func draw(on canvas: inout Canvas, model: Model) {
        let theme = model.theme
        let header = theme[.columnHeader]
        canvas.fill(Rect(column: 0, row: 0, columns: canvas.columns, rows: 1), style: header)
        canvas.draw("HOSTS PASSED THROUGH", column: 1, row: 0, style: header)
        let why = max(24, canvas.columns / 2)
        canvas.draw("WHY", column: why, row: 0, style: header)
        let entries = Self.entries(in: model)
        for (index, entry) in entries.enumerated().dropFirst(top).prefix(max(0, canvas.rows - 1)) {
            let line = index - top + 1
            let style = theme[index == row ? .selection : .plain]
            canvas.fill(Rect(column: 0, row: line, columns: canvas.columns, rows: 1), style: style)
            if index == row { canvas.draw(theme.signs.cursor, column: 0, row: line, style: theme[.selectionMark]) }
            canvas.draw(entry.hosts.text, column: 1, row: line, style: style, limit: why - 2)
            canvas.draw(Self.reason(entry, now: model.now), column: why, row: line, style: style)
        }
        drawRest(below: entries.count, on: &canvas, model: model)
    }

    /// What holds besides, or what to do where nothing does.
    private func drawRest(below count: Int, on canvas: inout Canvas, model: Model) {
        let style = model.theme[.dim]
        let allowed = model.passThrough.intercepted.map(\.text)
        if count == 0, allowed.isEmpty {
            canvas.draw("All TLS is intercepted.", column: 1, row: 2, style: style)
            canvas.draw("P on a flow of the list relays its host's TLS unread.", column: 1, row: 3, style: style)
        }
        guard !allowed.isEmpty else { return }
        let text = "Only these hosts are intercepted: " + allowed.joined(separator: ", ")
        canvas.draw(text, column: 1, row: count + 2, style: style)
    }

    private static func reason(_ entry: PassThroughSet.Entry, now: Timestamp) -> String {
        switch entry.source {
        case .option: return "--ignore-hosts"
        case .person: return "asked for here"
        case .pinning:
            let seconds = entry.expires.map { ($0 - now).components.seconds } ?? 0
            let left = seconds < 120 ? "\(seconds) s" : "\(seconds / 60) min"
            return "pinned by \(entry.client ?? "a client"), \(left) left"
        }
    }
}

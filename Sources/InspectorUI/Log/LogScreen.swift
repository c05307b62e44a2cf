import FlowKit
import TerminalKit

/// What the engine says, newest last.
struct LogScreen: SearchableScreen {
    var query = "" { didSet { top = nil } }
    /// The first line in sight; `nil` goes along as lines come.
    private var top: Int?

    var contexts: [KeyContext] { [.log, .global, .moving, .always] }

    func draw(on canvas: inout Canvas, model: Model) {
        let lines = lines(of: model.log)
        if lines.isEmpty {
            let text = query.isEmpty ? "nothing has been logged" : "no line says \(query) (/ searches again)"
            canvas.draw(text, column: 1, row: 0, style: model.theme[.dim])
        }
        let last = max(0, lines.count - canvas.rows)
        for (row, line) in lines.dropFirst(min(top ?? last, last)).prefix(canvas.rows).enumerated() {
            let time = ClockTime(line.time, utcOffset: model.utcOffset).text
            canvas.draw(time, column: 1, row: row, style: model.theme[.dim])
            let style = model.theme[line.level.role]
            canvas.draw(line.level.rawValue, column: 11, row: row, style: style)
            canvas.draw(line.text, column: 20, row: row, style: style)
        }
    }

    private func lines(of log: LogModel) -> [LogLine] {
        query.isEmpty ? log.lines : log.lines.filter { $0.text.containsIgnoringCase(query) }
    }

    private mutating func move(_ motion: Motion, count: Int, rows: Int) {
        let last = max(0, count - rows)
        let target = motion.target(from: min(top ?? last, last), count: count, page: rows)
        top = motion == .bottom || target >= last ? nil : target
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        let rows = model.area(of: Self.self).rows
        let log = model.log
        model.screens.modify(Self.self) { $0.move(motion, count: $0.lines(of: log).count, rows: rows) }
        return []
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard case .mouse(let mouse) = event else { return nil }
        let motion: Motion
        switch mouse.action {
        case .scrollUp: motion = .up
        case .scrollDown: motion = .down
        case .press, .release, .doubleClick: return nil
        }
        return (0..<3).flatMap { _ in move(motion, in: &model) }
    }
}

extension LogLine.Level {
    fileprivate var role: Theme.Role {
        switch self {
        case .debug: .dim
        case .info: .plain
        case .warning: .warning
        case .error: .error
        }
    }
}

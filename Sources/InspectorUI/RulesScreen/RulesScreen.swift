import FlowKit
import TerminalKit

/// The rules in their order, with their hits as they come.
struct RulesScreen: Screen {
    /// The rule the cursor is on; stays with it when the order changes.
    private(set) var selection: RuleID?
    /// Where it stood, to stay near when it goes.
    private var row = 0
    private var top = 0

    var contexts: [KeyContext] { [.rules, .global, .moving, .always] }

    /// The rule the cursor is on.
    static func selected(in model: Model) -> Rule? {
        let selection = model.screens[Self.self]?.selection
        return model.rules.rules.first { $0.id == selection }
    }

    static func refresh(in model: inout Model) -> [Effect] {
        let rules = model.rules.rules
        let rows = max(1, model.area(of: Self.self).rows - 1)
        model.screens.modify(Self.self) { $0.follow(rules, rows: rows) }
        return []
    }

    private mutating func follow(_ rules: [Rule], rows: Int) {
        row = rules.firstIndex { $0.id == selection } ?? max(0, min(row, rules.count - 1))
        selection = rules.indices.contains(row) ? rules[row].id : nil
        top = max(min(top, row), row - rows + 1)
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        let rules = model.rules.rules
        let page = model.area(of: Self.self).rows - 1
        model.screens.modify(Self.self) { screen in
            screen.select(row: motion.target(from: screen.row, count: rules.count, page: page), of: rules)
        }
        return []
    }

    private mutating func select(row: Int, of rules: [Rule]) {
        guard rules.indices.contains(row) else { return }
        self.row = row
        selection = rules[row].id
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard case .mouse(let mouse) = event else { return nil }
        let rules = model.rules.rules
        switch mouse.action {
        case .scrollUp: return move(.up, in: &model)
        case .scrollDown: return move(.down, in: &model)
        case .doubleClick: return model.run("rule-toggle")
        case .press:
            model.screens.modify(Self.self) { $0.select(row: $0.top + mouse.position.row - 1, of: rules) }
            return []
        case .release: return nil
        }
    }

    // MARK: - Drawing

    func draw(on canvas: inout Canvas, model: Model) {
        let theme = model.theme
        let rules = model.rules.rules
        let actionColumns = Self.actionColumns(for: rules, columns: canvas.columns)
        let header = theme[.columnHeader]
        canvas.fill(Rect(column: 0, row: 0, columns: canvas.columns, rows: 1), style: header)
        canvas.draw("RULE", column: 1, row: 0, style: header)
        canvas.draw("ANSWER", column: 16, row: 0, style: header)
        canvas.draw("MATCHES", column: 17 + actionColumns, row: 0, style: header)
        canvas.draw("HITS", endingAt: canvas.columns - 12, row: 0, style: header)
        canvas.draw("LAST", endingAt: canvas.columns - 1, row: 0, style: header)
        guard !rules.isEmpty else { return drawEmpty(on: &canvas, theme) }
        for (index, rule) in rules.enumerated().dropFirst(top).prefix(max(0, canvas.rows - 1)) {
            draw(rule, number: index + 1, row: index - top + 1, actionColumns: actionColumns, on: &canvas, model: model)
        }
    }

    /// As wide as the widest answer, but no more than a fifth of the screen.
    private static func actionColumns(for rules: [Rule], columns: Int) -> Int {
        let widest = rules.map { TextWidth.columns(of: $0.action.text) }.max() ?? 0
        return min(max(widest, 10), max(10, columns / 5))
    }

    private func drawEmpty(on canvas: inout Canvas, _ theme: Theme) {
        let lines = [
            "No rules yet: all traffic passes.",
            "a adds one; b on a flow of the list blocks what is like it.",
        ]
        for (index, line) in lines.enumerated() { canvas.draw(line, column: 1, row: index + 2, style: theme[.dim]) }
    }

    private func draw(
        _ rule: Rule,
        number: Int,
        row: Int,
        actionColumns: Int,
        on canvas: inout Canvas,
        model: Model
    ) {
        let theme = model.theme
        let isSelected = rule.id == selection
        let style = theme[isSelected ? .selection : rule.isEnabled ? .plain : .dim]
        canvas.fill(Rect(column: 0, row: row, columns: canvas.columns, rows: 1), style: style)
        if isSelected { canvas.draw(theme.signs.cursor, column: 0, row: row, style: theme[.selectionMark]) }
        canvas.draw(rule.isEnabled ? "[x]" : "[ ]", column: 1, row: row, style: style)
        canvas.draw(String(number), endingAt: 8, row: row, style: style)
        canvas.draw(rule.action.kind.name, column: 9, row: row, style: style, limit: 6)
        canvas.draw(rule.action.text, column: 16, row: row, style: style, limit: actionColumns)
        let definition = rule.definition
        let text = definition.name.isEmpty ? definition.expression : "\(definition.name): \(definition.expression)"
        let start = 17 + actionColumns
        canvas.draw(text, column: start, row: row, style: style, limit: max(0, canvas.columns - start - 20))
        let statistics = model.rules.statistics[rule.id] ?? RuleStatistics()
        canvas.draw(Format.count(statistics.hitCount), endingAt: canvas.columns - 12, row: row, style: style)
        let last = statistics.lastHit.map { ClockTime($0, utcOffset: model.utcOffset).text } ?? "never"
        canvas.draw(last, endingAt: canvas.columns - 1, row: row, style: style)
    }
}

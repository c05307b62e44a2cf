import TerminalKit

/// All keys, marks, filter terms and commands, made from the tables that the program itself runs on.
struct HelpScreen: SearchableScreen {
    var query = "" { didSet { scroll = Scroll() } }
    private var scroll = Scroll()
    /// The contexts of the screen help was asked on: its keys come first.
    private let asked: [KeyContext]

    init(askedIn contexts: [KeyContext]) {
        asked = contexts
    }

    var contexts: [KeyContext] { [.help, .global, .moving, .always] }

    func draw(on canvas: inout Canvas, model: Model) {
        let lines = lines(model.theme.signs, columns: canvas.columns)
        if lines.isEmpty {
            canvas.draw("nothing here says \(query) (/ searches again)", column: 1, row: 0, style: model.theme[.dim])
        }
        for row in 0..<canvas.rows where scroll.top + row < lines.count {
            draw(lines[scroll.top + row], row: row, on: &canvas, theme: model.theme)
        }
    }

    private func draw(_ line: HelpLine, row: Int, on canvas: inout Canvas, theme: Theme) {
        switch line {
        case .heading(let title):
            canvas.draw(title, column: 1, row: row, style: theme[.title])
        case .entry(let sign, let text, let column):
            let start = HelpText.signColumn
            let limit = min(HelpText.signLimit, column - start)
            canvas.draw(sign, column: start, row: row, style: theme[.key], limit: limit)
            canvas.draw(text, column: column, row: row)
        case .blank:
            break
        }
    }

    private func lines(_ signs: Signs, columns: Int) -> [HelpLine] {
        HelpText.lines(askedIn: asked, signs: signs, containing: query, columns: columns)
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard case .mouse(let mouse) = event else { return nil }
        let area = model.area(of: Self.self)
        let signs = model.theme.signs
        model.screens.modify(Self.self) { screen in
            _ = screen.scroll.handle(mouse, count: screen.lines(signs, columns: area.columns).count, rows: area.rows)
        }
        return []
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        let area = model.area(of: Self.self)
        let signs = model.theme.signs
        model.screens.modify(Self.self) { screen in
            screen.scroll.move(motion, count: screen.lines(signs, columns: area.columns).count, rows: area.rows)
        }
        return []
    }
}

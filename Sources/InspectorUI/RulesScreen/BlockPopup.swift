import FlowKit
import TerminalKit

/// `b`: makes a rule from a flow, from the smallest scope that is of use to the widest.
struct BlockPopup: Screen {
    /// What a client may get instead, in the order `a` goes through.
    private static let answers: [(action: BlockAction, text: String, kind: String)] = [
        (.standard, "403 Forbidden", "status"),
        (.empty, "204 No Content", "empty"),
        (.reset, "the connection is reset", "reset"),
        (.drop, "none: the client waits", "drop"),
    ]

    private let scopes: [BlockScope]
    private var scopeIndex = 0
    private var answerIndex = 0
    /// Flows that would have been stopped, by expression.
    private var counts: [String: BlockCount.Answer] = [:]
    /// Asked for and not yet answered.
    private var asked: Set<String> = []

    init(_ flow: Flow) {
        scopes = BlockScope.scopes(for: flow)
    }

    private var scope: BlockScope { scopes[scopeIndex] }

    var definition: RuleDefinition {
        RuleDefinition(expression: scope.expression, action: Self.answers[answerIndex].action.text)
    }

    /// What is said when the rule is made.
    var summary: String { "blocked from now on: \(scope.text)" }

    mutating func widen(by step: Int) {
        scopeIndex = (scopeIndex + step + scopes.count) % scopes.count
    }

    mutating func changeAnswer() {
        answerIndex = (answerIndex + 1) % Self.answers.count
    }

    mutating func take(_ answer: BlockCount.Answer) {
        counts[answer.expression] = answer
    }

    // MARK: - Screen

    var contexts: [KeyContext] { [.block, .moving, .always] }

    func layout(in model: Model) -> ScreenLayout {
        .popup(Size(columns: min(76, model.size.columns - 4), rows: 6), title: "Block")
    }

    static func refresh(in model: inout Model) -> [Effect] {
        guard var popup = model.screens[Self.self] else { return [] }
        let expression = popup.scope.expression
        guard popup.counts[expression] == nil, popup.asked.insert(expression).inserted else { return [] }
        let count = BlockCount(expression: expression, snapshot: model.snapshot)
        let isQuick = model.snapshot.totals.flowCount <= BlockCount.quickCount
        if isQuick { popup.take(count.run()) }
        model.screens.modify(Self.self) { $0 = popup }
        return isQuick ? [] : [.count(count)]
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        model.screens.modify(Self.self) { $0.widen(by: [.up, .left].contains(motion) ? -1 : 1) }
        return []
    }

    func draw(on canvas: inout Canvas, model: Model) {
        let theme = model.theme
        let answer = Self.answers[answerIndex]
        drawRow("scope", scope.text, scope.name, row: 0, on: &canvas, theme)
        drawRow("answer", answer.text, answer.kind, row: 1, on: &canvas, theme)
        canvas.draw(countText, column: 0, row: 2, style: theme[.plain])
        canvas.draw("enter block   tab wider   a answer   e edit   esc leave it", column: 0, row: 3, style: theme[.dim])
    }

    private var countText: String {
        guard let answer = counts[scope.expression] else { return "counting what it would have stopped" }
        return "would have stopped \(Format.count(answer.count)) of \(Format.count(answer.total)) flows"
    }

    private func drawRow(
        _ name: String,
        _ text: String,
        _ kind: String,
        row: Int,
        on canvas: inout Canvas,
        _ theme: Theme
    ) {
        canvas.draw(name, column: 0, row: row, style: theme[.dim])
        let used = canvas.draw("‹\(kind)›", endingAt: canvas.columns, row: row, style: theme[.accent])
        canvas.draw(
            text,
            column: 8,
            row: row,
            style: theme[.strong],
            limit: canvas.columns - 8 - used - 2,
            elide: .middle
        )
    }
}

/// Commands of the popup.
enum BlockCommands {
    static let all: [Command] = [
        Command("block", "Block what is like this flow", disabled: noFlow) { model, _ in
            if let flow = model.flowInFocus { model.open(BlockPopup(flow)) }
            return []
        },
        Command(
            "block-scope",
            "Make the rule wider or narrower",
            arguments: [Argument("direction", oneOf: ["wider", "narrower"])],
            disabled: notOpen
        ) { model, arguments in
            model.screens.modify(BlockPopup.self) { $0.widen(by: arguments.first == "narrower" ? -1 : 1) }
            return []
        },
        Command("block-answer", "Change what clients get instead", disabled: notOpen) { model, _ in
            model.screens.modify(BlockPopup.self) { $0.changeAnswer() }
            return []
        },
        Command("block-edit", "Edit the rule before it is made", disabled: notOpen) { model, _ in
            guard let definition = model.screens[BlockPopup.self]?.definition else { return [] }
            model.close(BlockPopup.self)
            RulePrompt(definition: definition, id: nil).ask(in: &model)
            return []
        },
        Command("block-now", "Make the rule", disabled: notOpen) { model, _ in
            guard let popup = model.screens[BlockPopup.self] else { return [] }
            model.close(BlockPopup.self)
            model.didDestroy(UndoStep(popup.summary, effects: [.changeRules(.takeBack(popup.definition))]))
            return [.changeRules(.add(popup.definition))]
        },
    ]

    @Sendable private static func noFlow(_ model: Model) -> String? {
        model.flowInFocus == nil ? FlowCommands.noSelection(model) : nil
    }

    @Sendable private static func notOpen(_ model: Model) -> String? {
        model.screens[BlockPopup.self] == nil ? "nothing is about to be blocked: b begins" : nil
    }
}

/// Keys of the popup.
enum BlockKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.block, "enter", runs: "block-now", footer: "block", rank: 1),
        KeyBinding(.block, "tab", "b", runs: "block-scope wider", footer: "wider", rank: 2, help: "Wider scope"),
        KeyBinding(.block, "shift tab", "B", runs: "block-scope narrower", help: "Narrower scope"),
        KeyBinding(.block, "a", runs: "block-answer", footer: "answer", rank: 3),
        KeyBinding(.block, "e", runs: "block-edit", footer: "edit", rank: 4),
    ]
}

import FlowKit
import TerminalKit

/// One flow, beside the list or over it.
struct DetailScreen: Screen {
    var pane: DetailPane

    init(_ flow: Flow, tab: DetailTab) {
        pane = DetailPane(flow, tab: tab)
    }

    var contexts: [KeyContext] {
        guard pane.valueCursor == nil else { return [.value, .moving, .always] }
        let own: [KeyContext] =
            pane.tab != .messages ? [] : pane.messages.isWhole ? [.message] : [.messages]
        return own + [.detail, .flow, .global, .moving, .always]
    }

    func layout(in model: Model) -> ScreenLayout { .besideList }

    func draw(on canvas: inout Canvas, model: Model) {
        pane.draw(on: &canvas, model: model, hasFocus: model.focus == .screen)
    }

    static func refresh(in model: inout Model) -> [Effect] {
        guard var screen = model.screens[Self.self] else { return [] }
        // Another flow was chosen in the list, or the one shown is no longer there.
        if let chosen = screen.chosen, let flow = model.snapshot[chosen] { screen.pane.show(flow) }
        screen.chosen = nil
        let effects = screen.pane.refresh(in: model, size: model.area(of: Self.self).size)
        model.screens.modify(Self.self) { $0 = screen }
        return effects
    }

    /// What the person chose in the list since the last refresh.
    private var chosen: FlowID?

    mutating func flowChosen(_ id: FlowID) {
        chosen = id
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        model.screens.modify(Self.self) { $0.pane.move(motion) }
        return []
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard case .mouse(let mouse) = event else { return nil }
        let columns = model.area(of: Self.self).columns
        let position = mouse.position
        switch mouse.action {
        case .scrollUp: model.modifyPane { $0.scroll(-3, at: position) }
        case .scrollDown: model.modifyPane { $0.scroll(3, at: position) }
        case .press:
            let places = model.pane?.tabPlaces(columns: columns) ?? []
            if let place = places.first(where: { $0.rect.contains(position) }) {
                model.showDetail(place.tab)
            } else {
                model.modifyPane { $0.press(position) }
            }
        case .doubleClick:
            guard model.pane?.messageRow(at: position) != nil else { return nil }
            model.modifyPane { $0.press(position) }
            return model.run("open-message")
        case .release: return nil
        }
        return []
    }
}

extension Model {
    /// The flow that acts are about: the one in the detail where that has the keys, else the one the list's cursor is on.
    var flowInFocus: Flow? { focus == .list ? selectedFlow : pane?.flow ?? selectedFlow }

    /// The pages of a flow that lie on top: a detail, or what came of an edited request.
    var pane: DetailPane? {
        for screen in screens.screens.reversed() {
            if let detail = screen as? DetailScreen { return detail.pane }
            if let editor = screen as? EditorScreen, let result = editor.result { return result }
        }
        return nil
    }

    mutating func modifyPane(_ body: (inout DetailPane) -> Void) {
        for screen in screens.screens.reversed() {
            if screen is DetailScreen {
                screens.modify(DetailScreen.self) { body(&$0.pane) }
                return
            }
            if let editor = screen as? EditorScreen, editor.result != nil {
                screens.modify(EditorScreen.self) { $0.modifyResult(body) }
                return
            }
        }
    }

    mutating func showDetail(_ tab: DetailTab) {
        if screens.top is DetailScreen { lastDetailTab = tab }
        modifyPane { $0.show(tab) }
    }

    /// Shows a flow in the detail, which is opened where it is not, and selects it in the list where it is there.
    mutating func openDetail(_ flow: Flow) {
        if let row = list.rows.row(of: flow.id) { choose(row: row) }
        if screens.modify(DetailScreen.self, { $0.pane.show(flow) }) == nil {
            open(DetailScreen(flow, tab: lastDetailTab))
        }
        focus = .screen
    }

    mutating func take(_ answer: MessageScan.Answer) {
        screens.modify(DetailScreen.self) { $0.pane.messages.take(answer) }
        screens.modify(EditorScreen.self) { editor in editor.modifyResult { $0.messages.take(answer) } }
    }

    mutating func take(_ answer: MessageListing.Answer) {
        screens.modify(DetailScreen.self) { $0.pane.take(answer) }
        screens.modify(EditorScreen.self) { editor in editor.modifyResult { $0.take(answer) } }
    }

    mutating func take(_ result: DetailResult) {
        screens.modify(DetailScreen.self) { $0.pane.take(result) }
        screens.modify(EditorScreen.self) { editor in editor.modifyResult { $0.take(result) } }
    }
}

package import FlowKit
package import TerminalKit

/// What lies over the list: a whole screen, a pane beside the list, a popup. A value with all its state.
///
/// To add one: a type that conforms, its rows in `KeyMap.standard`, its commands in `Commands.builtIn`. Commands and the
/// static functions here reach it as `model.screens.modify(MyScreen.self) { … }`.
package protocol Screen: Equatable, Sendable {
    /// Whose rows of the key table hold while this screen has the focus, first one first.
    ///
    /// `[.mine, .global, .moving, .always]` for a whole screen, `[.mine, .moving, .always]` for a popup, `[.mine, .always]`
    /// where characters are text.
    var contexts: [KeyContext] { get }

    /// Where it is drawn.
    func layout(in model: Model) -> ScreenLayout

    /// Draws all of it; the canvas is its place and nothing more, cleared.
    func draw(on canvas: inout Canvas, model: Model)

    /// What no row of the key table took: text, pastes, the mouse in coordinates of this screen.
    ///
    /// - Returns: `nil` when it means nothing here.
    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]?

    /// The keys that move (`j k g G ^d ^u ^f ^b`, arrows), in this screen's sense.
    static func move(_ motion: Motion, in model: inout Model) -> [Effect]

    /// Brings the screen up to date with the model; called after every message while it is open.
    static func refresh(in model: inout Model) -> [Effect]

    /// The user chose another flow in the list while this screen is open.
    mutating func flowChosen(_ id: FlowID)
}

extension Screen {
    package func layout(in model: Model) -> ScreenLayout { .whole }
    package static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? { nil }
    package static func move(_ motion: Motion, in model: inout Model) -> [Effect] { [] }
    package static func refresh(in model: inout Model) -> [Effect] { [] }
    package mutating func flowChosen(_ id: FlowID) {}

    fileprivate func isEqual(to other: any Screen) -> Bool {
        (other as? Self) == self
    }
}

/// Where a screen is drawn, between the status line and the two bottom lines.
package enum ScreenLayout: Hashable, Sendable {
    case whole
    /// Right of a narrowed list from 120 columns, whole below that.
    case besideList
    /// Over what is there, in a frame of this size that is cut to what there is.
    case popup(Size, title: String)
}

/// A step of the cursor or the view.
package enum Motion: String, Sendable, CaseIterable {
    case up, down, left, right, top, bottom
    case halfPageUp = "half-page-up"
    case halfPageDown = "half-page-down"
    case pageUp = "page-up"
    case pageDown = "page-down"

    /// The row that a cursor at `row` of `count` goes to, with `page` rows on a page; 0 when there are none.
    package func target(from row: Int, count: Int, page: Int) -> Int {
        let page = max(1, page)
        let target =
            switch self {
            case .up: row - 1
            case .down: row + 1
            case .top: 0
            case .bottom: count - 1
            case .halfPageUp: row - max(1, page / 2)
            case .halfPageDown: row + max(1, page / 2)
            case .pageUp: row - page
            case .pageDown: row + page
            case .left, .right: row
            }
        return max(0, min(target, count - 1))
    }
}

/// The screens over the list, topmost last.
package struct ScreenStack: Equatable, Sendable {
    package private(set) var screens: [any Screen] = []
    /// For each screen, who had the keys when it was opened.
    private var focusesBelow: [Model.Focus] = []

    package init() {}

    package var top: (any Screen)? { screens.last }
    package var isEmpty: Bool { screens.isEmpty }

    mutating func push(_ screen: some Screen, from focus: Model.Focus) {
        screens.append(screen)
        focusesBelow.append(focus)
    }

    /// - Returns: who had the keys before it was opened.
    mutating func pop() -> Model.Focus {
        _ = screens.popLast()
        let focus = focusesBelow.popLast() ?? .list
        return screens.isEmpty ? .list : focus
    }

    /// The topmost screen of this type.
    package subscript<S: Screen>(_ type: S.Type) -> S? {
        for case let screen as S in screens.reversed() { return screen }
        return nil
    }

    /// Changes the topmost screen of this type; `nil` when none is open.
    @discardableResult
    package mutating func modify<S: Screen, Result>(_ type: S.Type, _ body: (inout S) -> Result) -> Result? {
        for index in screens.indices.reversed() {
            guard var screen = screens[index] as? S else { continue }
            defer { screens[index] = screen }
            return body(&screen)
        }
        return nil
    }

    /// Closes the topmost screen of this type.
    ///
    /// - Returns: who had the keys before it was opened; `nil` when there is none, or when another lies over it.
    mutating func close<S: Screen>(_ type: S.Type) -> Model.Focus? {
        guard let index = screens.lastIndex(where: { $0 is S }) else { return nil }
        guard index < screens.count - 1 else { return pop() }
        screens.remove(at: index)
        // The one above it now lies over what lay below.
        focusesBelow.remove(at: index + 1)
        return nil
    }

    mutating func flowChosen(_ id: FlowID) {
        for index in screens.indices { screens[index].flowChosen(id) }
    }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.screens.count == rhs.screens.count && zip(lhs.screens, rhs.screens).allSatisfy { $0.isEqual(to: $1) }
    }
}

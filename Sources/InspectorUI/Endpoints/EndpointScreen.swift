import FlowKit
import TerminalKit

/// The list's other face: what its flows come to by endpoint, host, process or connection.
struct EndpointScreen: Screen {
    /// The last table that came; of another grouping until the first of this one does.
    private(set) var table = EndpointTable.empty
    /// The group the cursor is on; stays with it when rows change places.
    private(set) var selection: EndpointName?
    private var row = 0
    private(set) var top = 0

    var contexts: [KeyContext] { [.endpoints, .global, .moving, .always] }

    /// The row the cursor is on.
    static func selected(in model: Model) -> EndpointRow? {
        guard let screen = model.screens[Self.self], screen.table.rows.indices.contains(screen.row) else { return nil }
        return screen.table.rows[screen.row]
    }

    /// Takes new rows: the cursor stays on its group, and that on its line unless the first rows are in sight.
    mutating func show(_ table: EndpointTable, selecting name: EndpointName? = nil) {
        let old = row
        self.table = table
        selection = name ?? selection
        row = table.rows.firstIndex { $0.name == selection } ?? max(0, min(row, table.rows.count - 1))
        if top > 0 { top += row - old }
        selection = table.rows.indices.contains(row) ? table.rows[row].name : selection
    }

    static func refresh(in model: inout Model) -> [Effect] {
        let rows = max(1, model.area(of: Self.self).rows - 1)
        model.screens.modify(Self.self) { $0.fit(rows) }
        return []
    }

    private mutating func fit(_ rows: Int) {
        top = max(0, min(top, table.rows.count - rows))
        top = max(min(top, row), row - rows + 1)
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        let page = model.area(of: Self.self).rows - 1
        model.screens.modify(Self.self) { screen in
            screen.select(motion.target(from: screen.row, count: screen.table.rows.count, page: page))
        }
        return []
    }

    private mutating func select(_ row: Int) {
        guard table.rows.indices.contains(row) else { return }
        self.row = row
        selection = table.rows[row].name
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard case .mouse(let mouse) = event else { return nil }
        switch mouse.action {
        case .scrollUp: return move(.up, in: &model)
        case .scrollDown: return move(.down, in: &model)
        case .doubleClick where mouse.position.row > 0: return model.run("endpoint-open")
        case .press where mouse.position.row == 0:
            let columns = EndpointColumns(model.endpointQuery.grouping, columns: model.area(of: Self.self).columns)
            guard let column = columns.sortColumn(at: mouse.position.column) else { return [] }
            model.endpointQuery.order = .picking(column, after: model.endpointQuery.order)
        case .press: model.screens.modify(Self.self) { $0.select($0.top + mouse.position.row - 1) }
        case .release, .doubleClick: return nil
        }
        return []
    }

    func draw(on canvas: inout Canvas, model: Model) {
        EndpointView(self, model).draw(on: &canvas)
    }
}

/// Where a person was when a group was opened: to come back to it.
struct EndpointVisit: Equatable, Sendable {
    let group: EndpointName
    /// The filter before, and the one that opening the group set.
    let earlier: Filter
    let filter: Filter
}

extension Model {
    mutating func take(_ table: EndpointTable) {
        let visited = endpointVisit?.group
        let isNew = screens[EndpointScreen.self]?.table == .empty
        screens.modify(EndpointScreen.self) { screen in
            guard table.grouping == endpointQuery.grouping else { return }
            screen.show(table, selecting: isNew ? visited : nil)
        }
    }

    /// What to count, when that is something else than before.
    mutating func endpointEffects() -> [Effect] {
        let wanted = screens[EndpointScreen.self] == nil ? nil : endpointQuery
        guard wanted != countedEndpoints else { return [] }
        countedEndpoints = wanted
        return [.countEndpoints(wanted)]
    }

    /// Shows the endpoints of the flows in the list; after one was opened, those it was opened from.
    mutating func openEndpoints() -> [Effect] {
        var effects: [Effect] = []
        if let visit = endpointVisit {
            if list.filter == visit.filter { effects = setFilter(visit.earlier) } else { endpointVisit = nil }
        }
        open(EndpointScreen())
        return effects
    }
}

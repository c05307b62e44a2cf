import FlowKit

/// Commands of the endpoint table.
enum EndpointCommands {
    static let all: [Command] = [
        Command("endpoints", "Show what the flows come to by endpoint, or the flows again") { model, _ in
            guard model.screens[EndpointScreen.self] == nil else {
                model.close(EndpointScreen.self)
                return []
            }
            return model.openEndpoints()
        },
        Command("endpoint-open", "Filter the list to the group and go back to it", disabled: noRow) { model, _ in
            open(in: &model)
        },
        Command(
            "group",
            "Count by endpoint, host, process or connection; without one, by the next",
            arguments: [Argument("by", isOptional: true, oneOf: FlowGrouping.allCases.map(\.rawValue))],
            run: group
        ),
        Command(
            "endpoint-sort",
            "Order the endpoints by a column; the same column again turns the direction",
            arguments: [
                Argument("column", oneOf: EndpointColumn.allCases.map(\.rawValue)),
                Argument("direction", isOptional: true, oneOf: ["ascending", "descending"]),
            ],
            run: sort
        ),
        Command("endpoint-sort-menu", "Choose the column to order the endpoints by") { model, _ in
            model.open(EndpointSortMenu(order: model.endpointQuery.order))
            return []
        },
        Command(
            "endpoint-sort-chosen",
            "Order by the column chosen in the menu",
            disabled: { $0.screens[EndpointSortMenu.self] == nil ? "the menu is not open: S opens it" : nil }
        ) { model, _ in
            guard let choice = model.screens[EndpointSortMenu.self]?.choice(in: model) else { return [] }
            model.close(EndpointSortMenu.self)
            model.endpointQuery.order = choice
            return []
        },
        Command(
            "endpoint-split",
            "Keep a segment of a path apart from its template; without one, ask which",
            arguments: [Argument("place", isOptional: true)],
            disabled: noEndpoints,
            run: { model, arguments throws(CommandError) in try decide(.keep, arguments.first, &model) }
        ),
        Command(
            "endpoint-fold",
            "Fold the words in a place of a path, or take a split back; without one, ask where",
            arguments: [Argument("place", isOptional: true)],
            disabled: noEndpoints,
            run: { model, arguments throws(CommandError) in try decide(.fold, arguments.first, &model) }
        ),
    ]

    @Sendable private static func noRow(_ model: Model) -> String? {
        guard model.screens[EndpointScreen.self] != nil else { return "the endpoints are not shown: t shows them" }
        return EndpointScreen.selected(in: model) == nil ? "there is nothing in the table" : nil
    }

    @Sendable private static func noEndpoints(_ model: Model) -> String? {
        model.screens[EndpointScreen.self] == nil || model.endpointQuery.grouping == .endpoint
            ? nil : "only endpoints are split and folded: tab shows them"
    }

    private static func open(in model: inout Model) -> [Effect] {
        guard let row = EndpointScreen.selected(in: model), let screen = model.screens[EndpointScreen.self] else {
            return []
        }
        guard let term = row.name.filterText(among: screen.table.rows.map(\.name)) else {
            model.say(
                row.name.isOthers
                    ? "these are too many to tell apart: f makes them fewer, m folds a place of their paths"
                    : "no filter asks for flows without a connection"
            )
            return []
        }
        let earlier = model.list.filter
        let text = earlier.matchesAll ? term : "\(earlier.text) \(term)"
        do throws(FilterError) {
            let filter = try Filter.parse(text)
            model.close(EndpointScreen.self)
            model.endpointVisit = EndpointVisit(group: row.name, earlier: earlier, filter: filter)
            return model.setFilter(filter)
        } catch {
            model.say(.error("this endpoint cannot be filtered for: \(error.message)"))
            return []
        }
    }

    private static func group(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        let all = FlowGrouping.allCases
        let current = all.firstIndex(of: model.endpointQuery.grouping) ?? 0
        var grouping = all[(current + 1) % all.count]
        if let name = arguments.first {
            guard let named = FlowGrouping(rawValue: name) else {
                throw CommandError("flows are grouped by \(all.map(\.rawValue).joined(separator: ", ")), not \(name)")
            }
            grouping = named
        }
        model.endpointQuery.grouping = grouping
        return model.screens[EndpointScreen.self] == nil ? model.openEndpoints() : []
    }

    private static func sort(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        guard let name = arguments.first, let column = EndpointColumn(rawValue: name) else {
            let names = EndpointColumn.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandError("the endpoints sort by \(names)")
        }
        switch arguments.dropFirst().first {
        case nil: model.endpointQuery.order = .picking(column, after: model.endpointQuery.order)
        case "ascending": model.endpointQuery.order = EndpointOrder(column, isDescending: false)
        case "descending": model.endpointQuery.order = EndpointOrder(column, isDescending: true)
        case let other?: throw CommandError("the direction is ascending or descending, not \(other)")
        }
        return []
    }

    private static func decide(
        _ verb: EndpointOverrides.Verb,
        _ place: String?,
        _ model: inout Model
    ) throws(CommandError) -> [Effect] {
        guard let place else {
            guard let row = EndpointScreen.selected(in: model), row.name.grouping == .endpoint else {
                throw CommandError("no endpoint is selected: t shows them")
            }
            guard !row.name.isOthers else { throw CommandError("these are many endpoints: choose one that has a path") }
            guard verb == .fold || row.name.path.contains("{") else {
                throw CommandError("nothing of this path is folded: it is apart already")
            }
            model.ask(EndpointPrompt(verb: verb), text: EndpointPrompt.proposal(verb, for: row, in: model))
            return []
        }
        do throws(EndpointOverrideError) {
            return try model.decide(verb, place)
        } catch {
            throw CommandError(error.message)
        }
    }
}

extension EndpointOrder {
    /// The most and the slowest first, names from A; the same column again turns the direction.
    static func picking(_ column: EndpointColumn, after order: EndpointOrder) -> EndpointOrder {
        if column == order.column { return EndpointOrder(column, isDescending: !order.isDescending) }
        return EndpointOrder(column, isDescending: column != .name)
    }
}

/// Keys of the endpoint table.
enum EndpointKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.endpoints, "enter", runs: "endpoint-open", footer: "flows", rank: 1),
        KeyBinding(.endpoints, "f", runs: "filter", footer: "filter", rank: 2, help: "Filter what is counted"),
        KeyBinding(.endpoints, "tab", runs: "group", footer: "group", rank: 3),
        KeyBinding(.endpoints, "S", runs: "endpoint-sort-menu", footer: "sort", rank: 4),
        KeyBinding(.endpoints, "x", runs: "endpoint-split", footer: "split", rank: 5),
        KeyBinding(.endpoints, "m", runs: "endpoint-fold", footer: "fold", rank: 5),
        KeyBinding(.endpoints, "t", runs: "endpoints", footer: "back", rank: 6, help: "Show the flows again"),
        KeyBinding(.endpointSort, "enter", "space", runs: "endpoint-sort-chosen", footer: "sort", rank: 1),
    ]
}

import FlowKit

/// Commands of the list.
enum ListCommands {
    static let all: [Command] = [
        Command(
            "filter",
            "Show only the flows that a filter matches; without one, type it",
            arguments: [Argument("filter", isOptional: true, takesRest: true)],
            run: filter
        ),
        Command("show-all", "Lift the filter", disabled: { $0.list.filter.matchesAll ? "no filter is set" : nil }) {
            model,
            _ in model.setFilter(.all)
        },
        Command(
            "sort",
            "Order the list by a column; the same column again turns the direction",
            arguments: [
                Argument("column") { $0.sortColumns.map { Completion($0.name) } },
                Argument("direction", isOptional: true, oneOf: directions),
            ],
            run: sort
        ),
        Command("sort-menu", "Choose the column to order the list by") { model, _ in
            model.open(SortMenu(in: model))
            return []
        },
        Command(
            "sort-chosen",
            "Order by the column chosen in the menu",
            disabled: { $0.screens[SortMenu.self] == nil ? "the menu is not open: S opens it" : nil }
        ) { model, _ in
            guard let choice = model.screens[SortMenu.self]?.choice(in: model) else { return [] }
            model.close(SortMenu.self)
            return model.setOrder(choice)
        },
        Command("follow", "Keep the newest flow in sight, or stop that") { model, _ in
            model.list.toggleFollow()
            return []
        },
        Command(
            "focus-next",
            "Give the keys to the other pane",
            disabled: { $0.isSplit ? nil : "nothing is open beside the list" }
        ) { model, _ in
            model.focus = model.focus == .list ? .screen : .list
            return []
        },
    ]

    private static let directions = ["ascending", "descending"]

    private static func filter(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        guard let text = arguments.first else {
            model.ask(FilterPrompt(earlier: model.list.filter), text: model.list.filter.text)
            return []
        }
        do {
            return model.setFilter(try Filter.parse(text))
        } catch {
            throw CommandError(error.description)
        }
    }

    private static func sort(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        let columns = model.sortColumns
        guard let name = arguments.first, let column = columns.first(where: { $0.name == name }) else {
            throw CommandError("the list sorts by \(columns.map(\.name).joined(separator: ", "))")
        }
        guard let direction = arguments.dropFirst().first else {
            return model.setOrder(.picking(column, after: model.list.order))
        }
        guard directions.contains(direction) else {
            throw CommandError("the direction is ascending or descending, not \(direction)")
        }
        return model.setOrder(SortOrder(column, isDescending: direction == "descending"))
    }
}

import FlowKit

/// Commands on a value of a JSON body: filter on it, make it a column.
enum ValueCommands {
    static let all: [Command] = [
        Command("pick-value", "Choose a value of the JSON body, to filter on or to list", disabled: noValues) {
            model,
            _ in
            model.modifyPane { $0.pickValue() }
            return []
        },
        Command("leave-value", "Go back to reading the body", disabled: notPicking) { model, _ in
            model.modifyPane { $0.valueCursor = nil }
            return []
        },
        Command("any-element", "Mean any element of arrays, or this one", disabled: notPicking) { model, _ in
            model.modifyPane { $0.valueCursor?.isAnyElement.toggle() }
            return []
        },
        Command(
            "filter-value",
            "List only flows with this value, beside what the filter asks",
            disabled: notPicking,
            run: filter
        ),
        Command(
            "column-value",
            "Show this value of every flow as a column of the list",
            disabled: notPicking
        ) { model, _ throws(CommandError) in
            guard let (_, _, path) = question(in: model), let side = model.pane?.valueSide else { return [] }
            let effects = try ColumnCommands.add(path, of: side, to: &model)
            model.modifyPane { $0.valueCursor = nil }
            return effects
        },
    ]

    /// Bytes of a condition that can be read in a filter's line.
    private static let maximumByteCount = 1_000

    @Sendable private static func noValues(_ model: Model) -> String? {
        guard let pane = model.pane else { return "no flow is open: enter opens one" }
        guard model.screens.top is DetailScreen else { return "values are chosen in the detail of a flow" }
        return pane.values == nil ? "this page shows no JSON text" : nil
    }

    @Sendable private static func notPicking(_ model: Model) -> String? {
        model.pane?.chosenValue == nil ? "no value is chosen: = chooses one" : nil
    }

    private static func filter(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        guard let (term, condition, _) = question(in: model) else { return [] }
        guard condition.utf8.count <= maximumByteCount else { throw CommandError("the value is too long to filter on") }
        let text = FilterText.conjunction(of: model.list.filter, and: "\(term) \(FilterText.quoted(condition))")
        let filter: Filter
        do {
            filter = try Filter.parse(text)
        } catch {
            throw CommandError(error.description)
        }
        model.modifyPane { $0.valueCursor = nil }
        return model.setFilter(filter)
    }

    /// The term, its argument and the path alone of the chosen value.
    private static func question(in model: Model) -> (term: String, condition: String, path: String)? {
        guard let pane = model.pane, let value = pane.chosenValue, let cursor = pane.valueCursor else { return nil }
        let isAny = cursor.isAnyElement
        return (
            pane.valueSide == .request ? "~jsonq" : "~jsons",
            value.condition(ofAnyElement: isAny),
            value.location.short(ofAnyElement: isAny)
        )
    }
}

extension DetailPane {
    /// Whose values are shown: of a message its sender's.
    var valueSide: MessageSide {
        side ?? (messages.selected?.sender == .client ? .request : .response)
    }
}

/// Keys while a value is being chosen.
enum ValueKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.detail, "=", runs: "pick-value", footer: "values", rank: 4),
        KeyBinding(.value, "enter", "=", runs: "filter-value", footer: "filter", rank: 1),
        KeyBinding(.value, "c", runs: "column-value", footer: "column", rank: 2),
        KeyBinding(.value, "*", runs: "any-element", footer: "any element", rank: 3),
        KeyBinding(.value, "esc", "q", runs: "leave-value", footer: "back", rank: 9),
    ]
}

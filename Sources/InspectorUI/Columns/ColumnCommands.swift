import FlowKit
import TerminalKit

/// Commands on columns made from values of JSON bodies.
enum ColumnCommands {
    static let all: [Command] = [
        Command(
            "column",
            "Show a value of JSON bodies as a column: a JSONPath, after request or response",
            arguments: [Argument("path", takesRest: true)]
        ) { model, arguments throws(CommandError) in
            let (side, path) = parse(arguments[0])
            return try add(path, of: side, to: &model)
        },
        Command("columns", "Choose a column to order by or to remove", disabled: noColumns) { model, _ in
            model.open(ColumnMenu())
            return []
        },
        Command(
            "remove-column",
            "Remove a column made from JSON bodies: the chosen one, or the one named",
            arguments: [
                Argument("name", isOptional: true, takesRest: true) {
                    $0.columns.columns.map { Completion($0.path.text) }
                }
            ],
            disabled: noColumns,
            run: remove
        ),
        Command("order-by-column", "Order by the column chosen in the menu", disabled: noMenu) { model, _ in
            guard let column = ColumnMenu.selected(in: model) else { return [] }
            model.close(ColumnMenu.self)
            return model.setOrder(.picking(.json(column), after: model.list.order))
        },
    ]

    @Sendable private static func noColumns(_ model: Model) -> String? {
        model.columns.columns.isEmpty ? "no column was made from JSON bodies: = and c in a body make one" : nil
    }

    @Sendable private static func noMenu(_ model: Model) -> String? {
        model.screens[ColumnMenu.self] == nil ? "the menu is not open: C opens it" : nil
    }

    private static let sides: [(word: String, side: MessageSide)] = [("request ", .request), ("response ", .response)]

    /// `request $.a` and `$.a`, which means the response.
    private static func parse(_ text: String) -> (side: MessageSide, path: String) {
        guard let (word, side) = sides.first(where: { text.hasPrefix($0.word) }) else { return (.response, text) }
        return (side, String(text.dropFirst(word.count).drop { $0 == " " }))
    }

    static func add(_ path: String, of side: MessageSide, to model: inout Model) throws(CommandError) -> [Effect] {
        let column: JSONColumn
        do {
            column = JSONColumn(try JSONPath(path), of: side)
        } catch {
            throw CommandError(error.description)
        }
        guard !model.columns.columns.contains(column) else { throw CommandError("there is this column already") }
        guard model.columns.columns.count < PromotedColumns.maximumCount else {
            throw CommandError("there are \(PromotedColumns.maximumCount) such columns already: C removes one")
        }
        model.columns.add(column)
        let isShown = ListColumns(columns: model.size.columns, promoted: model.columns).shows(.json(column))
        let hint = isShown ? "C removes it" : "no room here; C orders by it"
        model.say("column \(JSONCellText.escaped(column.title)) added (\(hint))")
        return []
    }

    private static func remove(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        let named = arguments.first.map { name in
            model.columns.columns.first { $0.path.text == name } ?? model.columns.columns.first { $0.title == name }
        }
        guard let column = named ?? ColumnMenu.selected(in: model) else {
            let known = model.columns.columns.map(\.path.text).joined(separator: ", ")
            throw CommandError("there is no such column: \(known)")
        }
        model.columns.remove(column)
        if model.columns.columns.isEmpty { model.close(ColumnMenu.self) }
        return model.list.order.column == .json(column) ? model.setOrder(.standard) : []
    }
}

/// Keys of the columns' menu.
enum ColumnKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.list, "C", runs: "columns"),
        KeyBinding(.columns, "enter", runs: "order-by-column", footer: "order by", rank: 1),
        KeyBinding(.columns, "d", runs: "remove-column", footer: "remove", rank: 2, help: "Remove the column"),
    ]
}

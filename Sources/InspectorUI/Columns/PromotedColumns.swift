package import FlowKit
import TerminalKit

/// The columns a person made from values of JSON bodies, and what the flows in sight have in them.
package struct PromotedColumns: Equatable, Sendable {
    static let maximumCount = 4
    /// Cells that are kept; the list shows far fewer.
    private static let maximumCells = 4_096

    private struct Cell: Hashable, Sendable {
        let column: JSONColumn
        let flow: FlowID
    }

    package private(set) var columns: [JSONColumn] = []
    private var values: [Cell: JSONColumn.Value] = [:]
    /// Columns that have numbers in them.
    private var numeric: Set<JSONColumn> = []
    /// What was asked for and is not answered.
    private var pending: ColumnJob?

    /// `nil`: it is being read, or will be once its flow is in sight.
    func value(of column: JSONColumn, for flow: FlowID) -> JSONColumn.Value? {
        values[Cell(column: column, flow: flow)]
    }

    /// Whether it has numbers, as far as is known.
    func isNumeric(_ column: JSONColumn) -> Bool { numeric.contains(column) }

    mutating func add(_ column: JSONColumn) { columns.append(column) }

    mutating func remove(_ column: JSONColumn) {
        columns.removeAll { $0 == column }
        values = values.filter { $0.key.column != column }
        numeric.remove(column)
    }

    /// Bytes of bodies that are read at a time.
    private static let jobByteCount = 1 << 20

    /// Asks for what the flows in sight lack, one job at a time.
    mutating func update(inSight flows: some Sequence<Flow>) -> [Effect] {
        guard !columns.isEmpty, pending == nil else { return [] }
        var cells: [(column: JSONColumn, flow: Flow)] = []
        var left = Self.jobByteCount
        for flow in flows where left > 0 {
            for column in columns where column.hasEnded(flow) && value(of: column, for: flow.id) == nil {
                cells.append((column, flow))
                left -= column.side.body(of: flow)?.capturedByteCount ?? 0
            }
        }
        guard !cells.isEmpty else { return [] }
        let job = ColumnJob(cells: cells)
        pending = job
        return [.readColumns(job)]
    }

    mutating func take(_ answer: ColumnJob.Answer) {
        if answer.job == pending { pending = nil }
        if values.count + answer.values.count > Self.maximumCells { values = [:] }
        for (cell, value) in zip(answer.job.cells, answer.values) where columns.contains(cell.column) {
            values[Cell(column: cell.column, flow: cell.flow.id)] = value
            if case .number = value { numeric.insert(cell.column) }
        }
    }
}

/// Reads values of bodies for the list: as slow as the bodies are long.
package struct ColumnJob: Sendable, Equatable {
    let cells: [(column: JSONColumn, flow: Flow)]

    package struct Answer: Sendable {
        let job: ColumnJob
        let values: [JSONColumn.Value]
    }

    package func run() -> Answer {
        Answer(job: self, values: cells.map { $0.column.value(of: $0.flow) })
    }

    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.cells.elementsEqual(rhs.cells) { $0.column == $1.column && $0.flow.id == $1.flow.id }
    }
}

extension Model {
    /// The columns the list can be ordered by.
    var sortColumns: [SortColumn] { SortColumn.allCases + columns.columns.map { .json($0) } }

    /// Reads what the promoted columns show in the rows in sight.
    mutating func refreshColumns() -> [Effect] {
        guard !columns.columns.isEmpty else { return [] }
        let rows = list.top..<min(list.top + max(0, frames.list.rows - 1), list.rows.count)
        return columns.update(inSight: rows.lazy.compactMap { [list] in list.rows.flow(at: $0) })
    }
}

extension FlowColumn {
    /// A column of values of JSON bodies.
    static func json(_ column: JSONColumn, _ alignment: Alignment) -> FlowColumn {
        FlowColumn(JSONCellText.escaped(column.title), alignment, sort: .json(column)) { flow, around in
            guard column.hasEnded(flow), let value = around.columns.value(of: column, for: flow.id) else {
                return Content(around.signs.symbols.ellipsis, .dim)
            }
            switch value {
            case .unknown, .nothing: return Content(around.signs.none, .dim)
            case .number(let text): return Content(text, alignment: .right)
            case .text(let text): return Content(JSONCellText.escaped(text), alignment: .left)
            }
        }
    }
}

/// Text of bodies in a cell of one line.
enum JSONCellText {
    /// Control characters as JSON escapes them.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 }) else { return text }
        return String(decoding: JSONValue.string(text).bytes.dropFirst().dropLast(), as: UTF8.self)
    }
}

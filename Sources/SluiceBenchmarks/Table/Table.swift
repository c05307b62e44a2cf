import Foundation

/// The figures as text for people and as JSON for programs.
struct Table {
    private let rows: [[String]]
    private let notes: [String]

    private static let heading = ["", "best", "runs", "goal", ""]

    init(_ figures: [Figure]) {
        rows = figures.map { figure in
            [
                figure.name,
                figure.value.map { "\(Self.number($0)) \(figure.unit)" } ?? "–",
                Self.spread(figure.samples),
                Self.goal(figure),
                figure.isGoalMet.map { $0 ? "ok" : "missed" } ?? "",
            ]
        }
        notes = figures.map(\.note)
    }

    /// Aligned columns, a line per figure, notes last.
    var text: String {
        let widths = Self.heading.indices.map { column in
            ([Self.heading] + rows).map { $0[column].count }.max() ?? 0
        }
        let lines = zip([Self.heading] + rows, [""] + notes).map { row, note in
            var line = Self.padded(row[0], to: widths[0], isLeft: true)
            for column in row.indices.dropFirst() {
                line += "  " + Self.padded(row[column], to: widths[column], isLeft: column == row.indices.last)
            }
            line += "  " + note
            while line.last == " " { line.removeLast() }
            return line
        }
        return lines.joined(separator: "\n")
    }

    private static func padded(_ text: String, to width: Int, isLeft: Bool) -> String {
        let space = String(repeating: " ", count: max(0, width - text.count))
        return isLeft ? text + space : space + text
    }

    private static func goal(_ figure: Figure) -> String {
        switch figure.goal {
        case .atLeast(let bound): "≥ \(number(bound)) \(figure.unit)"
        case .atMost(let bound): "≤ \(number(bound)) \(figure.unit)"
        case nil: ""
        }
    }

    private static func spread(_ samples: [Double]) -> String {
        guard samples.count > 1, let low = samples.min(), let high = samples.max() else { return "" }
        return "\(number(low)) – \(number(high))"
    }

    /// Three digits or all whole ones: `26,143`, `412`, `41.2`, `4.12`.
    static func number(_ value: Double) -> String {
        switch abs(value) {
        case 99.95...: grouped(Int(value.rounded()))
        case 9.995...: String(format: "%.1f", value)
        default: String(format: "%.2f", value)
        }
    }

    private static func grouped(_ value: Int) -> String {
        let digits = Array(String(abs(value)))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}

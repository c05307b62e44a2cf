import ArgumentParser

/// A size of a screen as it is written: `120x40`.
struct ScreenSize: ExpressibleByArgument, CustomStringConvertible {
    let columns: Int
    let rows: Int

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    init?(argument: String) {
        let parts = argument.split(separator: "x").compactMap { Int($0) }
        guard parts.count == 2, parts.allSatisfy({ $0 > 0 }) else { return nil }
        self.init(columns: parts[0], rows: parts[1])
    }

    var description: String { "\(columns)x\(rows)" }
}

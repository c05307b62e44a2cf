/// How many cells a part of a split takes.
package enum Track: Hashable, Sendable {
    /// So many, or what is left.
    case fixed(Int)
    /// A part of what the fixed ones leave, by weight.
    case share(Int)
}

extension Rect {
    /// Parts from top to bottom, of this block's whole width; what has no room is empty.
    package func splitRows(_ tracks: [Track]) -> [Rect] {
        var row = origin.row
        return Self.distribute(rows, over: tracks).map { count in
            defer { row += count }
            return Rect(column: origin.column, row: row, columns: columns, rows: count)
        }
    }

    /// Parts from left to right, of this block's whole height; what has no room is empty.
    package func splitColumns(_ tracks: [Track]) -> [Rect] {
        var column = origin.column
        return Self.distribute(columns, over: tracks).map { count in
            defer { column += count }
            return Rect(column: column, row: origin.row, columns: count, rows: rows)
        }
    }

    /// Smaller by so many cells on every side.
    package func inset(columns: Int, rows: Int) -> Rect {
        Rect(
            column: origin.column + columns,
            row: origin.row + rows,
            columns: self.columns - 2 * columns,
            rows: self.rows - 2 * rows
        )
    }

    /// A block of a size in the middle of this one, no larger than it.
    package func centered(_ size: Size) -> Rect {
        let columns = min(size.columns, self.columns)
        let rows = min(size.rows, self.rows)
        return Rect(
            column: origin.column + (self.columns - columns) / 2,
            row: origin.row + (self.rows - rows) / 2,
            columns: columns,
            rows: rows
        )
    }

    package func moved(columns: Int, rows: Int) -> Rect {
        Rect(column: origin.column + columns, row: origin.row + rows, columns: self.columns, rows: self.rows)
    }

    package func intersection(_ other: Rect) -> Rect {
        let left = max(origin.column, other.origin.column)
        let top = max(origin.row, other.origin.row)
        let right = min(origin.column + columns, other.origin.column + other.columns)
        let bottom = min(origin.row + rows, other.origin.row + other.rows)
        return Rect(column: left, row: top, columns: right - left, rows: bottom - top)
    }

    private static func distribute(_ total: Int, over tracks: [Track]) -> [Int] {
        var left = max(0, total)
        var weights = 0
        let fixed = tracks.map { track -> Int? in
            switch track {
            case .share(let weight):
                weights += max(0, weight)
                return nil
            case .fixed(let count):
                let taken = min(left, max(0, count))
                left -= taken
                return taken
            }
        }
        return zip(tracks, fixed).map { track, taken in
            if let taken { return taken }
            guard case .share(let weight) = track, weight > 0 else { return 0 }
            let part = left * weight / weights
            left -= part
            weights -= weight
            return part
        }
    }
}

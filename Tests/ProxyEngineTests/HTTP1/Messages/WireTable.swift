import FlowKit

/// Rows of messages and what is made of them, as text: columns are parted by ` => `.
///
/// In it `\r`, `\n`, `\t`, `\\` and `\xE9` stand for a byte each and `\-` for none; every other character is one byte of
/// Latin-1.
enum WireTable {
    struct Row: Sendable, CustomStringConvertible {
        let columns: [String]

        var description: String { columns.joined(separator: " => ") }
        func bytes(_ column: Int) -> [UInt8] { WireTable.bytes(columns[column]) }
        subscript(column: Int) -> String { column < columns.count ? columns[column] : "" }
    }

    static func rows(_ text: String) -> [Row] {
        text.split(separator: "\n").map { line in
            Row(columns: String(line).columns())
        }
    }

    static func bytes(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let kind = rest.popFirst() else {
                result.append(UInt8(truncatingIfNeeded: scalar.value))
                continue
            }
            switch kind {
            case "r": result.append(0x0D)
            case "n": result.append(0x0A)
            case "t": result.append(0x09)
            case "-": break
            case "x":
                let digits = String(String.UnicodeScalarView(rest.prefix(2)))
                result.append(UInt8(digits, radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            default: result.append(UInt8(truncatingIfNeeded: kind.value))
            }
        }
        return result
    }
}

extension String {
    fileprivate func columns() -> [String] {
        var columns: [String] = []
        var rest = self[...]
        while let mark = rest.firstRange(of: " => ") {
            columns.append(String(rest[..<mark.lowerBound]))
            rest = rest[mark.upperBound...]
        }
        return columns + [String(rest)]
    }
}

import FlowKit
import TerminalKit

/// One page of a flow as text, before it is wrapped to a width.
struct DetailDocument: Hashable, Sendable {
    /// A line with what wrapping and searching need to know of it.
    struct Line: Hashable, Sendable {
        var content: StyledLine
        /// Where the second row of a wrapped line begins, in columns.
        var hangingIndent = 0
        /// What can be folded under this line.
        var fold: Fold?
        /// The line of the body's rendering it is; `nil`: it is no part of the body.
        var bodyLine: Int?
    }

    /// A part of a body that can be folded away.
    struct Fold: Hashable, Sendable {
        /// The line of the rendering that opens it.
        var index: Int
        var isFolded: Bool
    }

    /// Bytes a line may have; longer ones are cut into pieces marked as continuations, so that what is on screen wraps
    /// at once however long the line is. A search still finds what a cut goes through.
    static let maximumPiece = 4_096

    private(set) var lines: [Line] = []
    /// The lines of the body; empty at the end where there is none.
    private(set) var bodyLines = 0..<0

    init() {}

    mutating func append(_ line: Line) {
        guard line.content.byteCount > Self.maximumPiece else { return lines.append(line) }
        for piece in line.content.pieces(ofAtMost: Self.maximumPiece) {
            lines.append(Line(content: piece, hangingIndent: line.hangingIndent, bodyLine: line.bodyLine))
        }
    }

    /// Appends the lines of the body.
    mutating func append(bodyLines lines: [Line]) {
        let start = self.lines.count
        for line in lines { append(line) }
        bodyLines = start..<self.lines.count
    }

    mutating func append(_ line: StyledLine, hangingIndent: Int = 0) {
        append(Line(content: line, hangingIndent: hangingIndent))
    }

    mutating func append(_ text: String, _ role: StyledLine.Role = .plain) {
        append(StyledLine(text, role))
    }

    mutating func append(_ spans: StyledLine.Span...) {
        append(StyledLine(spans))
    }

    /// A blank line between two parts; none at the top.
    mutating func separate() {
        if !lines.isEmpty { append(StyledLine()) }
    }

    mutating func append(heading: String) {
        separate()
        append(heading, .heading)
    }

    /// Names and values in two columns, in order.
    mutating func append(table rows: [(name: String, value: StyledLine)]) {
        let widest = rows.map(\.name.count).max() ?? 0
        let columns = min(max(widest, 8), 24) + 2
        for row in rows {
            let padding = String(repeating: " ", count: max(1, columns - row.name.count))
            append(StyledLine([.init(row.name, .name), .init(padding)] + row.value.spans), hangingIndent: columns)
        }
    }

    mutating func append(table rows: [(String, String)]) {
        append(table: rows.map { (name: $0.0, value: StyledLine($0.1)) })
    }
}

extension StyledLine {
    var byteCount: Int { spans.reduce(0) { $0 + $1.text.utf8.count } }

    /// The line cut after every `count` bytes or so, never inside a scalar.
    func pieces(ofAtMost count: Int) -> [StyledLine] {
        var pieces: [StyledLine] = []
        var piece: [Span] = []
        var room = count
        for span in spans {
            var rest = span.text[...]
            while !rest.isEmpty {
                let head = rest.prefix(ofBytes: room)
                if !head.isEmpty { piece.append(Span(String(head), span.role)) }
                rest = rest[head.endIndex...]
                room -= head.utf8.count
                guard !rest.isEmpty else { continue }
                pieces.append(StyledLine(piece))
                piece = []
                room = count
            }
        }
        pieces.append(StyledLine(piece))
        for index in pieces.indices.dropFirst() { pieces[index].isContinuation = true }
        return pieces
    }
}

extension Substring {
    /// At least one scalar and at most about `count` bytes: whole scalars, since a single character may be of any size.
    fileprivate func prefix(ofBytes count: Int) -> Substring {
        guard utf8.count > count else { return self }
        guard count > 0 else { return self[..<startIndex] }
        let place = utf8.index(startIndex, offsetBy: count)
        let scalar = unicodeScalars.index(before: unicodeScalars.index(after: place))
        return self[..<Swift.max(scalar, unicodeScalars.index(after: startIndex))]
    }
}

/// Columns of plain text.
extension String {
    func padded(to columns: Int) -> String {
        self + String(repeating: " ", count: max(0, columns - TextWidth.columns(of: self)))
    }

    func leftPadded(to columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - TextWidth.columns(of: self))) + self
    }
}

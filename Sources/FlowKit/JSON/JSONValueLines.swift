/// Which value stands in which line of a JSON text as `JSONView` lays it out.
package struct JSONValueLines: Sendable {
    private let tape: JSONTape
    /// By line: the value that begins there, or whose bracket closes there; `nil` in lines that hold none.
    private let nodes: [UInt32?]

    /// Values of one text that can be chosen.
    private static let nodeLimit = 200_000

    /// - Parameters:
    ///   - content: one JSON text.
    ///   - rendering: what the view made of it.
    /// - Returns: `nil` where another view was taken, and for a text of several values.
    package init?(_ content: Content, _ rendering: ContentRendering) {
        guard rendering.viewName == "json" else { return nil }
        let text = content.utf8
        let guardCount = JSONScriptGuard.byteCount(text)
        let json = guardCount == 0 ? text : Array(text.dropFirst(guardCount))
        guard let tape = JSONTape(json, nodeLimit: Self.nodeLimit) else { return nil }
        self.tape = tape
        var starts = Self.lines(of: tape).makeIterator()
        var nodes: [UInt32?] = guardCount == 0 ? [] : [nil]
        for line in rendering.lines.dropFirst(nodes.count) {
            nodes.append(line.isContinuation ? nodes.last ?? nil : starts.next())
        }
        self.nodes = nodes
    }

    /// A value of each line that is laid out: of a member that begins there, else of a container that ends there.
    private static func lines(of tape: JSONTape) -> [UInt32] {
        var lines: [UInt32] = []
        var open: [Int] = []
        for node in 0...tape.nodes.count {
            while let container = open.last, tape.next(after: container) == node {
                lines.append(UInt32(container))
                open.removeLast()
            }
            guard node < tape.nodes.count, tape.kind(of: node) != .key else { continue }
            lines.append(UInt32(node))
            if tape.next(after: node) > node + 1 { open.append(node) }
        }
        return lines
    }

    /// The value in a line of the rendering; `nil`: there is none.
    package func value(inLine line: Int) -> JSONChosenValue? {
        guard nodes.indices.contains(line), let node = nodes[line].map(Int.init) else { return nil }
        return JSONChosenValue(location: tape.location(of: node), literal: literal(of: node))
    }

    package func hasValue(inLine line: Int) -> Bool { nodes.indices.contains(line) && nodes[line] != nil }

    private func literal(of node: Int) -> String? {
        switch tape.kind(of: node) {
        case .string:
            String(
                decoding: JSONValue.string(String(decoding: tape.text(of: node), as: UTF8.self)).bytes,
                as: UTF8.self
            )
        case .number, .true, .false, .null: String(decoding: tape.source(of: node), as: UTF8.self)
        case .key, .objectStart, .objectEnd, .arrayStart, .arrayEnd: nil
        }
    }
}

extension JSONValueLines: Hashable {
    /// By their places: those of one page differ in nothing else.
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.nodes == rhs.nodes && lhs.tape.bytes.count == rhs.tape.bytes.count
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(nodes.count) }
}

/// A value that a person chose in a JSON text.
package struct JSONChosenValue: Hashable, Sendable {
    package let location: JSONLocation
    /// As a condition compares with it; `nil`: an object or an array.
    package let literal: String?

    /// What is true of this text, and of others where that place has the same value: `$.errors[0].code == "E42"`.
    ///
    /// - Parameter ofAnyElement: whichever elements of arrays it is in.
    package func condition(ofAnyElement: Bool) -> String {
        let path = location.short(ofAnyElement: ofAnyElement)
        return literal.map { "\(path) == \($0)" } ?? path
    }
}

/// A column of the list made from a value of JSON bodies.
///
/// A flow's value is read once, when its body has ended, and kept. Equal columns ask the same; copies share what they read.
package struct JSONColumn: Sendable {
    /// What a flow has in the column.
    package enum Value: Hashable, Sendable {
        /// The body has not ended.
        case unknown
        /// The path finds nothing, or the body is not JSON.
        case nothing
        /// As it is written.
        case number(String)
        /// A string, without quotes; anything else as it is written. Of long ones the beginning.
        case text(String)
    }

    package let side: MessageSide
    package let path: JSONPath
    private let values = JSONColumnValues()

    package init(_ path: JSONPath, of side: MessageSide) {
        self.path = path
        self.side = side
    }

    /// The last name of the path.
    package var title: String { path.lastName }

    /// The first value that the path finds. Any thread; costs the reading of the body the first time, and should not be asked
    /// for on the UI's thread then.
    package func value(of flow: Flow) -> Value {
        guard hasEnded(flow) else { return .unknown }
        if let known = knownValue(of: flow.id) { return known }
        return values.keep(read(flow), for: flow.id)
    }

    /// Whether there is a value to read, and no more of the body to come.
    package func hasEnded(_ flow: Flow) -> Bool { flow.isFinished }

    /// What was read already of a flow that has ended; any thread, in no time.
    func knownValue(of id: FlowID) -> Value? { values[id] }

    private func read(_ flow: Flow) -> Value {
        var found = Value.nothing
        _ = JSONTexts(of: flow, side).contains(ifBytes: path.canBeFound) { tape in
            guard let value = path.first(in: tape) else { return false }
            found = value
            return true
        }
        return found
    }
}

extension JSONColumn: Hashable {
    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.path == rhs.path && lhs.side == rhs.side }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(path)
        hasher.combine(side)
    }
}

extension JSONPath {
    /// Bytes of a text that are kept.
    private static let valueByteLimit = 200

    /// The first value there is, in the order of RFC 9535.
    fileprivate func first(in tape: JSONTape) -> JSONColumn.Value? {
        var found: JSONColumn.Value?
        var run = JSONPathRun(tape)
        run.forEach(query, at: 0) { run, node in
            found = Self.value(node, in: run.tape)
            return false
        }
        return found
    }

    private static func value(_ node: Int, in tape: JSONTape) -> JSONColumn.Value {
        switch tape.kind(of: node) {
        case .number where tape.source(of: node).count <= valueByteLimit:
            .number(String(decoding: tape.source(of: node), as: UTF8.self))
        case .string: .text(beginning(of: tape.text(of: node)))
        default: .text(beginning(of: tape.source(of: node)))
        }
    }

    private static func beginning(of text: ArraySlice<UInt8>) -> String {
        // A character that is cut at the end becomes a replacement, which says so.
        String(decoding: text.prefix(valueByteLimit), as: UTF8.self)
    }
}

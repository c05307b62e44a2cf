/// What a path found in a JSON text.
package struct JSONFinding: Sendable {
    package struct Value: Hashable, Sendable {
        package let location: JSONLocation
        /// As it is written.
        package let source: [UInt8]
    }

    /// In the order of RFC 9535; no more than were asked for.
    package fileprivate(set) var values: [Value] = []
    /// How many there are in all, as far as the limit of steps went.
    package fileprivate(set) var count = 0
    /// The limit of steps ended it.
    package fileprivate(set) var isCut = false
}

extension JSONPath {
    /// Finds values in a text.
    ///
    /// - Parameters:
    ///   - limit: how many values to give; the rest are counted.
    ///   - stepLimit: how many values to look at; `nil` is 4,000,000.
    package func find(in tape: JSONTape, limit: Int = .max, stepLimit: Int? = nil) -> JSONFinding {
        var found: [Int] = []
        var finding = JSONFinding()
        var run = JSONPathRun(tape, stepLimit: stepLimit ?? JSONPathRun.standardStepLimit)
        run.forEach(query, at: 0) { _, node in
            if found.count < limit { found.append(node) }
            finding.count += 1
            return true
        }
        finding.isCut = run.isCut
        finding.values = found.map {
            JSONFinding.Value(location: tape.location(of: $0), source: Array(tape.source(of: $0)))
        }
        return finding
    }
}

/// Reads HTTP archives (HAR), its own and those of browsers and other tools.
package enum HARFile {
    /// Reads every entry there is, in order, and hands each over as a flow.
    ///
    /// An entry that cannot be read whole becomes a flow with a `notRecoverable` error that says what was wrong; so does
    /// the place where a damaged file stops making sense. Unknown members are passed over. Beside the file itself only
    /// one entry is in memory at a time.
    ///
    /// - Parameters:
    ///   - makeID: gives the id for the next flow; replays are tied to their origins by these.
    ///   - record: takes a flow, finished.
    /// - Returns: how many flows were handed over.
    /// - Throws: `HARError` when the file is no archive at all; nothing was handed over then.
    @discardableResult
    package static func read(
        _ bytes: [UInt8],
        makeID: () -> FlowID,
        record: (Flow) -> Void
    ) throws(HARError) -> Int {
        var entries = HAREntries(bytes)
        var reader = HAREntryReader()
        var count = 0
        do {
            while let entry = try entries.next() {
                record(reader.flow(from: entry, id: makeID()))
                count += 1
            }
        } catch {
            guard entries.wereFound else { throw HARError(message: "not JSON: \(error)") }
            record(reader.brokenFlow("the file is damaged at \(error); what follows is lost", id: makeID()))
            count += 1
        }
        guard entries.wereFound else { throw HARError(message: "no HTTP archive: there is no log.entries in it") }
        return count
    }
}

/// Why a file is no archive.
package struct HARError: Error, Hashable, Sendable {
    /// For people: lower case, no full stop.
    package let message: String
}

/// The entries of an archive as bytes, found without reading what is in them.
struct HAREntries {
    private var tokenizer: JSONTokenizer
    /// How many brackets are open inside `entries`; `nil`: outside of it.
    private var entriesDepth: Int?
    private(set) var wereFound = false

    init(_ bytes: [UInt8]) {
        tokenizer = JSONTokenizer(bytes)
    }

    /// The next entry's own bytes; `nil` at the end of the file.
    mutating func next() throws(JSONError) -> [UInt8]? {
        while true {
            if entriesDepth == nil, try !findEntries() { return nil }
            guard let first = try tokenizer.next() else { return nil }
            if first.kind == .arrayEnd, let depth = entriesDepth, tokenizer.depth < depth {
                entriesDepth = nil
                continue
            }
            try skipRest(of: first)
            return Array(tokenizer.bytes[first.range.lowerBound..<tokenizer.offset])
        }
    }

    /// Goes on to the array named `entries`, in the outermost object or in its `log`.
    private mutating func findEntries() throws(JSONError) -> Bool {
        while let token = try tokenizer.next() {
            guard token.kind == .key else { continue }
            let name = unescapingJSON(tokenizer.bytes[token.range].dropFirst().dropLast())
            guard let value = try tokenizer.next() else { return false }
            if name == "entries", value.kind == .arrayStart {
                wereFound = true
                entriesDepth = tokenizer.depth
                return true
            }
            if name != "log" || tokenizer.depth != 2 { try skipRest(of: value) }
        }
        return false
    }

    private mutating func skipRest(of first: JSONToken) throws(JSONError) {
        guard first.kind == .objectStart || first.kind == .arrayStart else { return }
        let depth = tokenizer.depth
        while tokenizer.depth >= depth { _ = try tokenizer.next() }
    }
}

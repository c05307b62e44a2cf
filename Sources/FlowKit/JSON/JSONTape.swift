/// The values of a JSON text as places in its bytes: sixteen bytes a value, in the order of the text, nothing copied.
///
/// What is inside a value follows it, so that all below it is one range: neither making a tape nor reading it needs a stack,
/// however deep the text is nested. Members stand as a key and its value, in order, duplicates as received.
package struct JSONTape: Sendable {
    struct Node: Sendable {
        let kind: JSONToken.Kind
        /// Bytes of the text, quotes and brackets included; of a key those of its name alone.
        let start: UInt32
        fileprivate(set) var end: UInt32
        /// The place behind this value and all that is in it; of a key that behind its value.
        fileprivate(set) var next: UInt32
    }

    /// Values of one text that are looked at: a tape of 16 MB.
    package static let standardNodeLimit = 1_000_000

    let bytes: [UInt8]
    private(set) var nodes: [Node] = []
    /// True when the tape holds only the beginning: the text ends early, or has more values than the limit.
    package private(set) var isCut = false

    /// Reads as far as there are values: a text that ends early has those that came before.
    ///
    /// - Parameter bytes: UTF-8; invalid sequences inside strings pass.
    /// - Returns: `nil` for what is not JSON, and for no value at all.
    package init?(_ bytes: [UInt8], nodeLimit: Int = JSONTape.standardNodeLimit) {
        guard bytes.count < Int(UInt32.max) else { return nil }
        self.bytes = bytes
        guard read(nodeLimit: nodeLimit), !nodes.isEmpty else { return nil }
    }

    // MARK: - Reading

    /// - Returns: false for what is not JSON.
    private mutating func read(nodeLimit: Int) -> Bool {
        var tokenizer = JSONTokenizer(bytes)
        var open: [Int] = []
        do throws(JSONError) {
            while let token = try tokenizer.next() {
                guard nodes.count < nodeLimit else {
                    isCut = true
                    break
                }
                switch token.kind {
                case .objectEnd, .arrayEnd:
                    if let container = open.popLast() { close(container, at: token.range.upperBound) }
                case .objectStart, .arrayStart:
                    open.append(nodes.count)
                    append(token)
                case .key:
                    append(token)
                case .string, .number, .true, .false, .null:
                    append(token)
                    close(nodes.count - 1, at: token.range.upperBound)
                }
            }
        } catch {
            guard error.code == .unexpectedEnd else { return false }
            isCut = true
            // Digits at the very end may be the beginning of a longer number.
            if let last = nodes.last, last.kind == .number, Int(last.end) == bytes.count { nodes.removeLast() }
        }
        if nodes.last?.kind == .key { nodes.removeLast() }
        while let container = open.popLast() { close(container, at: bytes.count) }
        return true
    }

    private mutating func append(_ token: JSONToken) {
        nodes.append(
            Node(
                kind: token.kind,
                start: UInt32(token.range.lowerBound),
                end: UInt32(token.range.upperBound),
                next: UInt32(nodes.count + 1)
            )
        )
    }

    private mutating func close(_ node: Int, at end: Int) {
        nodes[node].end = UInt32(end)
        nodes[node].next = UInt32(nodes.count)
        if node > 0, nodes[node - 1].kind == .key { nodes[node - 1].next = UInt32(nodes.count) }
    }

    // MARK: - Values

    func kind(of node: Int) -> JSONToken.Kind { nodes[node].kind }

    func next(after node: Int) -> Int { Int(nodes[node].next) }

    func isContainer(_ node: Int) -> Bool {
        nodes[node].kind == .objectStart || nodes[node].kind == .arrayStart
    }

    /// The members or elements a value has; `nil` for what holds none.
    func childCount(of node: Int) -> Int? {
        guard isContainer(node) else { return nil }
        var count = 0
        var child = node + 1
        while child < next(after: node) {
            count += 1
            child = next(after: child)
        }
        return count
    }

    /// A value as it is written.
    func source(of node: Int) -> ArraySlice<UInt8> {
        bytes[Int(nodes[node].start)..<Int(nodes[node].end)]
    }

    /// What a key or a string says, without its quotes, escapes not resolved.
    private func quoted(_ node: Int) -> ArraySlice<UInt8> {
        source(of: node).dropFirst().dropLast()
    }

    /// What a key or a string says, escapes resolved. Bytes that are not UTF-8 stay as they are where there are no escapes.
    func text(of node: Int) -> ArraySlice<UInt8> {
        let raw = quoted(node)
        return raw.contains(UInt8(ascii: "\\")) ? ArraySlice(Array(unescapingJSON(raw).utf8)) : raw
    }

    func isNamed(_ key: Int, _ name: [UInt8]) -> Bool {
        let start = Int(nodes[key].start) + 1
        let count = Int(nodes[key].end) - 1 - start
        if count == name.count {
            var place = 0
            while place < count, bytes[start + place] == name[place] { place += 1 }
            if place == count { return true }
        }
        // An escape takes more bytes than what it stands for.
        guard count > name.count, quoted(key).contains(UInt8(ascii: "\\")) else { return false }
        return text(of: key).elementsEqual(name)
    }
}

/// What some servers put before JSON so that a script element cannot run it.
enum JSONScriptGuard {
    /// The bytes it takes, line break included; 0: there is none.
    static func byteCount(_ text: [UInt8]) -> Int {
        guard text.starts(with: ")]}'".utf8) else { return 0 }
        return (text.firstIndex(of: 0x0A) ?? -1) + 1
    }
}

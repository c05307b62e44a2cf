/// Some of the strings of a symbol table.
struct SymbolSet: Sendable {
    /// A byte each, 1 for members, and one for all symbols the table does not have: no question takes a branch.
    private var members: [UInt8]

    init(count: Int, repeating isMember: Bool = false) {
        members = Array(repeating: isMember ? 1 : 0, count: count)
        members.append(0)
    }

    /// False for symbols the table does not have.
    @inline(__always)
    func contains(_ symbol: Symbol) -> Bool { members[min(symbol.index, members.count - 1)] != 0 }

    mutating func insert(_ symbol: Symbol) { members[symbol.index] = 1 }

    mutating func formUnion(_ other: SymbolSet) {
        for index in members.indices { members[index] |= other.members[index] }
    }

    var isEmpty: Bool { !members.contains(1) }

    func forEach(_ body: (Symbol) -> Void) {
        for (index, isMember) in members.enumerated() where isMember != 0 { body(Symbol(index)) }
    }
}

extension SymbolTable {
    /// The strings a pattern matches. Each is looked at once, whatever the number of flows that have it.
    func symbols(matching pattern: Pattern) -> SymbolSet {
        if let needle = pattern.literal { return symbols(with: needle) }
        var found = SymbolSet(count: count)
        guard !pattern.prefilter.isEmpty else {
            forEach { symbol, bytes in if pattern.matches(bytes) { found.insert(symbol) } }
            return found
        }
        symbols(withAny: pattern.prefilter).forEach { symbol in
            if withUTF8(of: symbol, { pattern.matches($0) }) { found.insert(symbol) }
        }
        return found
    }

    /// The strings that have at least one of these texts in them.
    func symbols(withAny needles: [LiteralNeedle]) -> SymbolSet {
        needles.reduce(into: SymbolSet(count: count)) { $0.formUnion(symbols(with: $1)) }
    }

    /// The strings that have a text in them.
    func symbols(with needle: LiteralNeedle) -> SymbolSet {
        guard !needle.bytes.isEmpty else { return SymbolSet(count: count, repeating: true) }
        var found = SymbolSet(count: count)
        forEachRun { run in
            var index = run.symbols.lowerBound
            var place = 0
            while index < run.symbols.upperBound, let hit = needle.firstPlace(in: run.bytes, from: place) {
                index = run.index(at: hit, from: index)
                let symbol = Symbol(index)
                found.insert(symbol)
                // Once is enough.
                place = run.range(of: symbol).upperBound + 1
                index += 1
            }
        }
        return found
    }

    /// The strings that a test on their bytes holds for.
    func symbols(where test: (UnsafeBufferPointer<UInt8>) -> Bool) -> SymbolSet {
        var found = SymbolSet(count: count)
        forEach { symbol, bytes in if test(bytes) { found.insert(symbol) } }
        return found
    }
}

extension SymbolRun {
    /// The string that holds the byte at an offset, not before `first`: where hits are many, the next is near.
    fileprivate func index(at offset: Int, from first: Int) -> Int {
        func begins(_ index: Int) -> Bool { range(of: Symbol(index)).lowerBound <= offset }
        var (low, step) = (first, 1)
        while low + step < symbols.upperBound, begins(low + step) {
            low += step
            step *= 2
        }
        var high = min(low + step, symbols.upperBound)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if begins(middle) { low = middle } else { high = middle }
        }
        return low
    }
}

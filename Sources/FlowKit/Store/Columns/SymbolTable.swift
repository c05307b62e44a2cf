/// The unique strings of one kind in a segment, as many as there were when the snapshot was taken.
///
/// To ask something of all flows, ask it once for each string and look the answer up by symbol: with 16,384 flows a
/// segment has a handful of methods and types, some hundred hosts, and as many paths as differ.
package struct SymbolTable: Sendable {
    /// Symbols are 0 up to this.
    package let count: Int
    let traits: SymbolTraits
    private let arena: SymbolArena?

    init(_ arena: SymbolArena?, _ extent: SymbolArena.Extent) {
        self.arena = arena
        count = Int(extent.count)
        traits = extent.traits
    }

    /// The string; empty for a symbol that the table does not have.
    package subscript(symbol: Symbol) -> String {
        withUTF8(of: symbol) { String(decoding: $0, as: UTF8.self) }
    }

    /// Lends the bytes of a string, valid UTF-8; none for a symbol that the table does not have.
    package func withUTF8<Result>(
        of symbol: Symbol,
        _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
    ) rethrows -> Result {
        guard let arena, symbol.index < count else { return try body(UnsafeBufferPointer(start: nil, count: 0)) }
        return try withExtendedLifetime(arena) { try body(arena.bytes(of: arena.entry(symbol.index))) }
    }

    /// Calls `body` with each string in the order of the symbols.
    package func forEach(_ body: (Symbol, UnsafeBufferPointer<UInt8>) throws -> Void) rethrows {
        guard let arena else { return }
        try withExtendedLifetime(arena) {
            for index in 0..<count { try body(Symbol(index), arena.bytes(of: arena.entry(index))) }
        }
    }

    /// Calls `body` with the strings run by run: up to 64 KiB of them in one piece, to be searched as one text.
    package func forEachRun(_ body: (SymbolRun) throws -> Void) rethrows {
        guard let arena else { return }
        var first = 0
        while first < count {
            let start = Int(arena.entry(first).position)
            let block = start >> arena.blockShift
            let end = SymbolRun.partition(first..<count) { Int(arena.entry($0).position) >> arena.blockShift > block }
            let last = arena.entry(end - 1)
            let byteCount = Int(last.position) + Int(last.byteCount) + 1 - start
            let bytes = arena.bytes(from: start, byteCount: byteCount)
            try withExtendedLifetime(arena) {
                try body(SymbolRun(arena: arena, symbols: first..<end, start: start, bytes: bytes))
            }
            first = end
        }
    }
}

/// Strings that lie one after the other, each followed by the byte 0xFF, which is in no UTF-8 text: what is found in a run
/// is thus within one string. Lent: not to be kept.
package struct SymbolRun {
    fileprivate let arena: SymbolArena
    /// The symbols of its strings, in order.
    package let symbols: Range<Int>
    fileprivate let start: Int
    package let bytes: UnsafeBufferPointer<UInt8>

    /// The symbol of the string that holds the byte at this offset of `bytes`.
    package func symbol(at offset: Int) -> Symbol {
        let next = Self.partition(symbols) { Int(arena.entry($0).position) > start + offset }
        return Symbol(max(next - 1, symbols.lowerBound))
    }

    /// Where the string begins in `bytes`, and where it ends: its separator stands there.
    package func range(of symbol: Symbol) -> Range<Int> {
        let entry = arena.entry(symbol.index)
        let lower = Int(entry.position) - start
        return lower..<(lower + Int(entry.byteCount))
    }

    /// The first index for which the test, false up to some point and true from there on, is true.
    fileprivate static func partition(_ range: Range<Int>, _ test: (Int) -> Bool) -> Int {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if test(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// The connections that flows of one segment used, each once: an array that only grows and never moves.
///
/// `@unchecked Sendable` for the reason `SymbolArena` is: readers read what was there when their snapshot was taken.
final class ConnectionArena: @unchecked Sendable {
    private static let blockCount = 256
    /// A flow has two connections, and both may change until it ends; what comes beyond is not listed.
    private static let blockLimit = min(4 * FlowSegment.capacity, Symbol.limit) / blockCount

    private(set) var count = 0
    private var symbols: [ObjectIdentifier: Symbol] = [:]
    private let blocks: UnsafeMutablePointer<UnsafeMutablePointer<Connection>?>

    init() {
        blocks = .allocate(capacity: Self.blockLimit)
        blocks.initialize(repeating: nil, count: Self.blockLimit)
    }

    deinit {
        for index in 0..<Self.blockLimit {
            guard let block = blocks[index] else { break }
            block.deinitialize(count: min(Self.blockCount, count - index * Self.blockCount))
            block.deallocate()
        }
        blocks.deallocate()
    }

    func symbol(for connection: Connection?) -> Symbol {
        guard let connection else { return .none }
        if let known = symbols[ObjectIdentifier(connection)] { return known }
        let (block, place) = count.quotientAndRemainder(dividingBy: Self.blockCount)
        guard block < Self.blockLimit else { return .unlisted }
        let memory = blocks[block] ?? .allocate(capacity: Self.blockCount)
        blocks[block] = memory
        (memory + place).initialize(to: connection)
        let symbol = Symbol(count)
        symbols[ObjectIdentifier(connection)] = symbol
        count += 1
        return symbol
    }

    subscript(index: Int) -> Connection {
        guard let block = blocks[index / Self.blockCount] else { preconditionFailure("no connection of that symbol") }
        return block[index % Self.blockCount]
    }
}

/// The connections of a segment's flows by symbol, as many as there were when the snapshot was taken.
package struct ConnectionTable: Sendable {
    package let count: Int
    private let arena: ConnectionArena?

    init(_ arena: ConnectionArena?, count: Int) {
        self.arena = arena
        self.count = count
    }

    /// `nil`: the flow has none (yet).
    package subscript(symbol: Symbol) -> Connection? {
        symbol.index < count ? arena?[symbol.index] : nil
    }
}

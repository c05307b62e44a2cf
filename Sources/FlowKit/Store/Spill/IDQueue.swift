/// Ids in the order they were appended, in blocks: neither adding nor taking one ever moves the others.
struct IDQueue {
    private var blocks: [[FlowID]] = []
    /// Of the first id in the first block.
    private var start = 0

    private static let blockCount = 4_096

    var isEmpty: Bool { blocks.isEmpty }

    mutating func append(_ id: FlowID) {
        if blocks.last.map({ $0.count == Self.blockCount }) ?? true {
            var block: [FlowID] = []
            block.reserveCapacity(Self.blockCount)
            blocks.append(block)
        }
        blocks[blocks.count - 1].append(id)
    }

    var first: FlowID? { blocks.first?[start] }

    @discardableResult
    mutating func next() -> FlowID? {
        guard let block = blocks.first else { return nil }
        let id = block[start]
        start += 1
        if start == block.count {
            blocks.removeFirst()
            start = 0
        }
        return id
    }
}

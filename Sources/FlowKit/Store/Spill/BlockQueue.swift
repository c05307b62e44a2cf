/// Elements in the order they were appended, in blocks: neither adding nor taking one ever moves the others.
struct BlockQueue<Element> {
    private var blocks: [[Element]] = []
    /// Of the first element in the first block.
    private var start = 0

    private static var blockCount: Int { 4_096 }

    var isEmpty: Bool { blocks.isEmpty }
    /// All of them; costs their number.
    var elements: [Element] { Array(blocks.joined().dropFirst(start)) }

    mutating func append(_ element: Element) {
        if blocks.last.map({ $0.count == Self.blockCount }) ?? true {
            var block: [Element] = []
            block.reserveCapacity(Self.blockCount)
            blocks.append(block)
        }
        blocks[blocks.count - 1].append(element)
    }

    var first: Element? { blocks.first?[start] }

    @discardableResult
    mutating func next() -> Element? {
        guard let block = blocks.first else { return nil }
        let element = block[start]
        start += 1
        if start == block.count {
            blocks.removeFirst()
            start = 0
        }
        return element
    }
}

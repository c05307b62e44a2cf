extension RowSorting {
    /// Rows in order, by several tasks where that helps.
    func sorted(workerCount: Int) async -> [FlowID] {
        guard case .text(let source) = order.column.source, set.count > Self.smallCount else { return sorted() }
        let lists = await Self.map(segments, workerCount) { texts(of: source, segment: $0) }
        let depth = Self.commonCount(await Self.map(lists, workerCount) { $0.commonPrefix })
        let loaded = await Self.map(lists, workerCount) { $0.loaded(from: depth) }
        let segmentTexts = bySegment(lists)
        let parts = await Self.map(RankedTexts.parts(of: loaded), workerCount) {
            RankedTexts($0, depth: depth, texts: segmentTexts)
        }
        return sorted(source, parts)
    }

    /// So few are put in order at once.
    private static let smallCount = 10_000

    /// The results in the order of what they were made of.
    private static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element],
        _ workerCount: Int,
        _ make: @escaping @Sendable (Element) -> Result
    ) async -> [Result] {
        await withTaskGroup(of: (Int, Result).self) { group in
            var next = 0
            func add() {
                guard next < elements.count else { return }
                let index = next
                next += 1
                group.addTask { (index, make(elements[index])) }
            }
            for _ in 0..<workerCount { add() }
            var results: [Result?] = Array(repeating: nil, count: elements.count)
            while let (index, result) = await group.next() {
                results[index] = result
                add()
            }
            return results.compactMap(\.self)
        }
    }
}

/// What was measured of a store while it was filled: said by its process in words.
struct StoreFigures {
    /// In the order of the words.
    enum Name: String, CaseIterable {
        case flowCount, rawByteCount
        /// What the flows added; the most that the whole process had.
        case residentByteCount, peakByteCount
        case accountedByteCount
        case recordMean, recordMedian, recordP999, recordWorst, snapshotP99, readMean
        case spilledByteCount, droppedBodyCount, evictedCount
    }

    private var values: [Name: Int] = [:]

    init() {}

    /// `nil`: these are not the words of such a process.
    init?(_ words: [String]) {
        let numbers = words.compactMap { Int($0) }
        guard numbers.count == Name.allCases.count else { return nil }
        values = Dictionary(uniqueKeysWithValues: zip(Name.allCases, numbers))
    }

    subscript(name: Name) -> Int {
        get { values[name] ?? 0 }
        set { values[name] = newValue }
    }

    var words: String { Name.allCases.map { String(self[$0]) }.joined(separator: " ") }

    /// Bytes a flow takes in memory beyond those of its head and its body.
    var overhead: Double { Double(self[.residentByteCount] - self[.rawByteCount]) / Double(max(1, self[.flowCount])) }
}

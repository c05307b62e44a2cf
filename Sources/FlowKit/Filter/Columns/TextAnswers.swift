import Synchronization

/// What a text test says of the unique strings of one segment.
enum TextAnswers: Sendable {
    /// Symbols that pass, and those whose flows have to be asked.
    case symbols(SymbolSet, unsure: SymbolSet?)
    case url(URLAnswers)
}

/// The answers about one segment, each worked out when it is first wanted and shared by all who judge flows of it.
final class SegmentAnswers: Sendable {
    private let answers = Mutex<[Int: TextAnswers]>([:])

    /// - Parameter key: the place of the test in its filter.
    func answer(_ key: Int, _ make: () -> TextAnswers) -> TextAnswers {
        if let known = answers.withLock({ $0[key] }) { return known }
        // Two may work at once; nobody waits.
        let made = make()
        answers.withLock { $0[key] = made }
        return made
    }
}

/// Finds where a pattern matches: of all matches the one that begins leftmost, and of those the longest.
///
/// Like `PatternMachine` it advances all possible states together, here with the place each began at, so it takes time
/// linear in the bytes. States that began earlier stand before those that began later.
struct PatternFinder {
    private let instructions: UnsafeBufferPointer<PatternProgram.Instruction>
    private let program: PatternProgram
    private let bytes: UnsafeBufferPointer<UInt8>
    private let looks: [[Bool]]

    private struct Thread {
        var instruction: Int
        var start: Int
    }

    private var current: UnsafeMutableBufferPointer<Thread>
    private var next: UnsafeMutableBufferPointer<Thread>
    private let stack: UnsafeMutableBufferPointer<Thread>
    /// For each instruction the round in which it was last reached.
    private let reachedIn: UnsafeMutableBufferPointer<Int>
    private var currentCount = 0
    private var round = 0
    private var best: Range<Int>?

    /// Characters between two questions whether to go on.
    private static let patience = 4_096

    /// The first match at `start` or behind that is not empty; `nil`: there is none, or `shouldStop` said so.
    static func firstMatch(
        _ program: PatternProgram,
        in bytes: UnsafeBufferPointer<UInt8>,
        from start: Int,
        looks: [[Bool]],
        shouldStop: () -> Bool
    ) -> Range<Int>? {
        let count = program.instructions.count
        return program.instructions.withUnsafeBufferPointer { instructions in
            withUnsafeTemporaryAllocation(of: Thread.self, capacity: 3 * count) { threads in
                withUnsafeTemporaryAllocation(of: Int.self, capacity: count) { rounds in
                    threads.initialize(repeating: Thread(instruction: 0, start: 0))
                    rounds.initialize(repeating: 0)
                    func part(_ index: Int) -> UnsafeMutableBufferPointer<Thread> {
                        UnsafeMutableBufferPointer(rebasing: threads[(index * count)..<((index + 1) * count)])
                    }
                    var finder = PatternFinder(
                        instructions: instructions,
                        program: program,
                        bytes: bytes,
                        looks: looks,
                        current: part(0),
                        next: part(1),
                        stack: part(2),
                        reachedIn: rounds
                    )
                    return finder.search(from: start, shouldStop)
                }
            }
        }
    }

    private mutating func search(from start: Int, _ shouldStop: () -> Bool) -> Range<Int>? {
        var position = start
        var left = Self.patience
        round = 1
        while true {
            if currentCount == 0 {
                if best != nil || program.isAnchored && position > 0 { return best }
                position = program.skip(bytes, from: position)
                round += 1  // what was tried at the old place may hold here
            }
            if best == nil { reach(Thread(instruction: 0, start: position), at: position) }
            guard position < bytes.count else { return best }
            let (scalar, byteCount) = PatternMachine.scalar(in: bytes, at: position)
            position += byteCount
            round += 1
            advance(over: scalar, to: position)
            left -= 1
            guard left == 0 else { continue }
            if shouldStop() { return nil }
            left = Self.patience
        }
    }

    private mutating func advance(over scalar: UInt32, to position: Int) {
        swap(&current, &next)
        let count = currentCount
        currentCount = 0
        for index in 0..<count {
            let thread = next[index]
            // What began behind the match found is of no interest.
            if let best, thread.start > best.lowerBound { return }
            guard case .scalar(let low, let high, let set) = instructions[thread.instruction] else { continue }
            let isAccepted =
                scalar < 0x80 ? PatternProgram.isSet(scalar, low, high) : program.sets[set].containsWide(scalar)
            guard isAccepted else { continue }
            reach(Thread(instruction: thread.instruction + 1, start: thread.start), at: position)
        }
    }

    /// Adds a state and all that follow from it without reading, and notes a match where the end is among them.
    private mutating func reach(_ thread: Thread, at position: Int) {
        var stackCount = 0
        func push(_ number: Int) {
            guard reachedIn[number] != round else { return }
            reachedIn[number] = round
            stack[stackCount] = Thread(instruction: number, start: thread.start)
            stackCount += 1
        }
        push(thread.instruction)
        while stackCount > 0 {
            stackCount -= 1
            let number = stack[stackCount].instruction
            switch instructions[number] {
            case .scalar:
                current[currentCount] = stack[stackCount]
                currentCount += 1
            case .split(let first, let second):
                push(first)
                push(second)
            case .jump(let target): push(target)
            case .assert(let assertion): if assertion.holds(bytes, at: position) { push(number + 1) }
            case .look(let index): if looks[index][position] { push(number + 1) }
            case .match: if position > thread.start { note(thread.start..<position) }
            }
        }
    }

    private mutating func note(_ match: Range<Int>) {
        guard let found = best else {
            best = match
            return
        }
        // An earlier beginning wins; with the same one the later end does.
        if match.lowerBound <= found.lowerBound { best = match }
    }
}

/// Where in a text a pattern's look-around holds: looked at once for all the matches in it.
package struct PatternLooks {
    fileprivate var places: [[Bool]]?

    package init() {}
}

extension Pattern {
    /// The first match at `start` or behind that is not empty: the leftmost, and of those the longest.
    ///
    /// - Parameters:
    ///   - looks: empty for a new text, and handed on from match to match.
    ///   - shouldStop: asked now and then; once true there is no answer.
    /// - Returns: `nil` when there is none.
    package func firstMatch(
        in bytes: UnsafeBufferPointer<UInt8>,
        from start: Int = 0,
        looks: inout PatternLooks,
        shouldStop: () -> Bool = { false }
    ) -> Range<Int>? {
        switch matcher {
        case .literal(let needle):
            guard !needle.bytes.isEmpty, let place = needle.firstPlace(in: bytes, from: start) else { return nil }
            return place..<(place + needle.bytes.count)
        case .program(let program):
            guard start <= bytes.count else { return nil }
            let known = looks.places ?? PatternMachine.looks(of: program, in: bytes, shouldStop: shouldStop)
            guard let places = known else { return nil }
            looks.places = places
            return PatternFinder.firstMatch(program, in: bytes, from: start, looks: places, shouldStop: shouldStop)
        }
    }
}

/// Runs a pattern over bytes: all its possible states advance together, one character at a time.
struct PatternMachine {
    private let instructions: UnsafeBufferPointer<PatternProgram.Instruction>
    private let program: PatternProgram
    private let bytes: UnsafeBufferPointer<UInt8>
    /// For each look-around compiled so far, whether it holds at each place.
    private let looks: [[Bool]]

    // Three lists of instruction numbers, and for each instruction the round in which it was last reached.
    private var current: UnsafeMutableBufferPointer<Int>
    private var next: UnsafeMutableBufferPointer<Int>
    private let stack: UnsafeMutableBufferPointer<Int>
    private let reachedIn: UnsafeMutableBufferPointer<Int>
    private var currentCount = 0
    private var nextCount = 0
    private var round = 0
    /// What may still be done, in states taken over characters.
    private var stepsLeft: Int

    static func search(
        _ program: PatternProgram,
        _ bytes: UnsafeBufferPointer<UInt8>,
        stepLimit: Int
    ) -> Pattern.Outcome {
        var stepsLeft = stepLimit
        guard let looks = looks(of: program, in: bytes, &stepsLeft) else { return .gaveUp }
        return with(program.instructions, program, bytes, looks, &stepsLeft) { $0.search() }
    }

    /// For each look-around of the program, whether it holds at each place; `nil`: `shouldStop`, which is asked now and then,
    /// said so.
    static func looks(
        of program: PatternProgram,
        in bytes: UnsafeBufferPointer<UInt8>,
        shouldStop: () -> Bool
    ) -> [[Bool]]? {
        var stepsLeft = Int.max
        return looks(of: program, in: bytes, &stepsLeft, shouldStop: shouldStop)
    }

    private static func looks(
        of program: PatternProgram,
        in bytes: UnsafeBufferPointer<UInt8>,
        _ stepsLeft: inout Int,
        shouldStop: () -> Bool = { false }
    ) -> [[Bool]]? {
        guard !program.looks.isEmpty else { return [] }
        var looks: [[Bool]] = []
        let places = Self.places(in: bytes)
        for look in program.looks {
            let holds = with(look.instructions, program, bytes, looks, &stepsLeft) { machine in
                machine.placesOfMatches(places, isBackward: look.isAhead, shouldStop: shouldStop)
            }
            guard let holds else { return nil }
            looks.append(look.isNegated ? holds.map { !$0 } : holds)
        }
        return looks
    }

    private static func with<Result>(
        _ instructions: [PatternProgram.Instruction],
        _ program: PatternProgram,
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ looks: [[Bool]],
        _ stepsLeft: inout Int,
        _ body: (inout PatternMachine) -> Result
    ) -> Result {
        let count = instructions.count
        return instructions.withUnsafeBufferPointer { instructions in
            withUnsafeTemporaryAllocation(of: Int.self, capacity: 4 * count) { memory in
                memory.initialize(repeating: 0)
                func part(_ index: Int) -> UnsafeMutableBufferPointer<Int> {
                    UnsafeMutableBufferPointer(rebasing: memory[(index * count)..<((index + 1) * count)])
                }
                var machine = PatternMachine(
                    instructions: instructions,
                    program: program,
                    bytes: bytes,
                    looks: looks,
                    current: part(0),
                    next: part(1),
                    stack: part(2),
                    reachedIn: part(3),
                    stepsLeft: stepsLeft
                )
                defer { stepsLeft = machine.stepsLeft }
                return body(&machine)
            }
        }
    }

    private mutating func search() -> Pattern.Outcome {
        var position = 0
        round = 1
        while true {
            if currentCount == 0 {
                if program.isAnchored, position > 0 { return .absent }
                position = program.skip(bytes, from: position)
                round += 1  // what was tried at the old place may hold here
            }
            if reach(0, at: position) { return .found }
            guard position < bytes.count else { return .absent }
            let (scalar, byteCount) = Self.scalar(in: bytes, at: position)
            position += byteCount
            round += 1
            if advance(over: scalar, to: position) { return .found }
            guard stepsLeft >= 0 else { return .gaveUp }
        }
    }

    /// Characters between two questions whether to go on.
    private static let patience = 4_096

    /// Every place where a match ends, with matches beginning anywhere; `nil`: that takes too many steps.
    private mutating func placesOfMatches(
        _ places: [Int],
        isBackward: Bool,
        shouldStop: () -> Bool
    ) -> [Bool]? {
        var holds = [Bool](repeating: false, count: bytes.count + 1)
        let last = places.count - 1
        round = 1
        for step in 0...last {
            let index = isBackward ? last - step : step
            if step > 0 {
                let (scalar, _) = Self.scalar(in: bytes, at: places[isBackward ? index : index - 1])
                round += 1
                if advance(over: scalar, to: places[index]) { holds[places[index]] = true }
                guard stepsLeft >= 0, step % Self.patience != 0 || !shouldStop() else { return nil }
            }
            if reach(0, at: places[index]) { holds[places[index]] = true }
        }
        return holds
    }

    /// - Returns: whether a match was completed.
    private mutating func advance(over scalar: UInt32, to position: Int) -> Bool {
        swap(&current, &next)
        nextCount = currentCount
        currentCount = 0
        stepsLeft -= nextCount
        var isMatch = false
        for index in 0..<nextCount {
            let number = next[index]
            guard case .scalar(let low, let high, let set) = instructions[number] else { continue }
            let isAccepted =
                scalar < 0x80 ? PatternProgram.isSet(scalar, low, high) : program.sets[set].containsWide(scalar)
            if isAccepted, reach(number + 1, at: position) { isMatch = true }
        }
        return isMatch
    }

    /// Adds an instruction and all that follow from it without reading.
    ///
    /// - Returns: whether the end of the pattern is among them.
    private mutating func reach(_ start: Int, at position: Int) -> Bool {
        var stackCount = 0
        var isMatch = false
        func push(_ number: Int) {
            guard reachedIn[number] != round else { return }
            reachedIn[number] = round
            stack[stackCount] = number
            stackCount += 1
        }
        push(start)
        while stackCount > 0 {
            stackCount -= 1
            let number = stack[stackCount]
            switch instructions[number] {
            case .scalar:
                current[currentCount] = number
                currentCount += 1
            case .split(let first, let second):
                push(first)
                push(second)
            case .jump(let target): push(target)
            case .assert(let assertion): if assertion.holds(bytes, at: position) { push(number + 1) }
            case .look(let index): if looks[index][position] { push(number + 1) }
            case .match: isMatch = true
            }
        }
        return isMatch
    }
}

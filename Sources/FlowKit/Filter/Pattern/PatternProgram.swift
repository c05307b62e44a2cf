/// A pattern compiled for `PatternMachine`.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        /// One scalar: the ASCII part as bits, the rest in `sets[set]`.
        case scalar(low: UInt64, high: UInt64, set: Int)
        case split(Int, Int)
        case jump(Int)
        case assert(PatternAssertion)
        case look(Int)
        case match
    }

    /// A look-around: a program of its own, run over the whole input before the one that uses it.
    struct Look: Sendable {
        let instructions: [Instruction]
        let isAhead: Bool
        let isNegated: Bool
    }

    /// More would make one search slow: the cost is instructions times bytes.
    static let maximumInstructionCount = 2_000

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    /// Inner ones before those that contain them.
    private(set) var looks: [Look] = []
    /// The ASCII characters a match can begin with; `nil` when it can be empty.
    private(set) var firstBits: (low: UInt64, high: UInt64)?
    /// True when a match can only begin at the start of the text.
    private(set) var isAnchored = false

    private let sourceByteCount: Int
    private var emittedCount = 0

    init(_ node: PatternNode, sourceByteCount: Int) throws(FilterError) {
        self.sourceByteCount = sourceByteCount
        instructions = try compile(node, isBackward: false)
        firstBits = first(throughTextStart: true)?.bits
        isAnchored = first(throughTextStart: false)?.hasScalars == false
    }

    private mutating func compile(_ node: PatternNode, isBackward: Bool) throws(FilterError) -> [Instruction] {
        var code: [Instruction] = []
        try emit(node, to: &code, isBackward: isBackward)
        try append(.match, to: &code)
        return code
    }

    private mutating func emit(_ node: PatternNode, to code: inout [Instruction], isBackward: Bool) throws(FilterError)
    {
        switch node {
        case .empty: break
        case .scalar(let set):
            let bits = set.asciiBits
            try append(.scalar(low: bits.low, high: bits.high, set: sets.count), to: &code)
            sets.append(set)
        case .assertion(let assertion): try append(.assert(assertion), to: &code)
        case .look(let inner, let isAhead, let isNegated):
            // What lies ahead of each place is found by reading its pattern and the text backwards.
            let instructions = try compile(inner, isBackward: isAhead)
            looks.append(Look(instructions: instructions, isAhead: isAhead, isNegated: isNegated))
            try append(.look(looks.count - 1), to: &code)
        case .sequence(let nodes):
            for node in isBackward ? nodes.reversed() : nodes { try emit(node, to: &code, isBackward: isBackward) }
        case .alternatives(let nodes): try emitAlternatives(nodes[...], to: &code, isBackward: isBackward)
        case .repeated(let inner, let minimum, let maximum):
            for _ in 0..<minimum { try emit(inner, to: &code, isBackward: isBackward) }
            try emitOptional(inner, count: maximum.map { $0 - minimum }, to: &code, isBackward: isBackward)
        }
    }

    private mutating func emitAlternatives(
        _ nodes: ArraySlice<PatternNode>,
        to code: inout [Instruction],
        isBackward: Bool
    ) throws(FilterError) {
        var jumps: [Int] = []
        for (index, node) in zip(nodes.indices, nodes) {
            guard index < nodes.endIndex - 1 else {
                try emit(node, to: &code, isBackward: isBackward)
                break
            }
            let split = code.count
            try append(.jump(0), to: &code)
            try emit(node, to: &code, isBackward: isBackward)
            jumps.append(code.count)
            try append(.jump(0), to: &code)
            code[split] = .split(split + 1, code.count)
        }
        for jump in jumps { code[jump] = .jump(code.count) }
    }

    /// `inner` up to `count` times, or any number of times when that is `nil`.
    private mutating func emitOptional(
        _ inner: PatternNode,
        count: Int?,
        to code: inout [Instruction],
        isBackward: Bool
    ) throws(FilterError) {
        guard let count else {
            let split = code.count
            try append(.jump(0), to: &code)
            try emit(inner, to: &code, isBackward: isBackward)
            try append(.jump(split), to: &code)
            code[split] = .split(split + 1, code.count)
            return
        }
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(code.count)
            try append(.jump(0), to: &code)
            try emit(inner, to: &code, isBackward: isBackward)
        }
        for split in splits { code[split] = .split(split + 1, code.count) }
    }

    private mutating func append(_ instruction: Instruction, to code: inout [Instruction]) throws(FilterError) {
        emittedCount += 1
        guard emittedCount <= Self.maximumInstructionCount else {
            throw FilterError(
                range: 0..<sourceByteCount,
                message: "the pattern is too large",
                expected: "fewer repetitions"
            )
        }
        code.append(instruction)
    }

    /// What can be read first; `nil` when nothing needs to be.
    private func first(throughTextStart: Bool) -> (bits: (low: UInt64, high: UInt64), hasScalars: Bool)? {
        var bits: (low: UInt64, high: UInt64) = (0, 0)
        var hasScalars = false
        var seen = Set<Int>()
        var pending = [0]
        while let index = pending.popLast() {
            guard seen.insert(index).inserted else { continue }
            switch instructions[index] {
            case .scalar(let low, let high, _):
                bits = (bits.low | low, bits.high | high)
                hasScalars = true
            case .split(let first, let second): pending += [first, second]
            case .jump(let target): pending.append(target)
            case .assert(.textStart) where !throughTextStart: break
            case .assert, .look: pending.append(index + 1)
            case .match: return nil
            }
        }
        return (bits, hasScalars)
    }
}

extension PatternProgram {
    /// The first place from `position` on where a match could begin.
    func skip(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int) -> Int {
        guard let (low, high) = firstBits else { return position }
        var position = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte >= 0x80 || Self.isSet(UInt32(byte), low, high) { break }
            position += 1
        }
        return position
    }

    /// Whether an ASCII character is in a set of two words of bits.
    static func isSet(_ value: UInt32, _ low: UInt64, _ high: UInt64) -> Bool {
        (value < 64 ? low >> UInt64(value) : high >> UInt64(value - 64)) & 1 != 0
    }
}

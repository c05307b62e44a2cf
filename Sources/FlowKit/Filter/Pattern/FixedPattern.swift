/// A pattern that takes one character after the other, such as `shop.test/v[12]`: looked for by the longest text in it, and
/// compared around the places where that stands.
struct FixedPattern: CuttableText {
    /// The ASCII characters that each place accepts, as bits.
    private var places: [(low: UInt64, high: UInt64)] = []
    private var needle = LiteralNeedle([])
    /// Where in the pattern the needle stands.
    private var offset = 0

    private static let placeLimit = 64
    /// Longer texts are for the program, which counts its steps.
    private static let textByteLimit = 64 << 10

    /// `nil`: the pattern is of another kind, or has no text in it.
    init?(_ node: PatternNode) {
        guard let sets = Self.sets(of: node), sets.count <= Self.placeLimit else { return nil }
        places = sets.map(\.asciiBits)
        var run: [UInt8] = []
        for (index, set) in sets.enumerated() {
            guard let byte = set.literal else {
                run = []
                continue
            }
            run.append(byte)
            if run.count > needle.bytes.count {
                needle = LiteralNeedle(run)
                offset = index + 1 - run.count
            }
        }
        guard !needle.bytes.isEmpty else { return nil }
    }

    private static func sets(of node: PatternNode) -> [ScalarSet]? {
        switch node {
        case .scalar(let set): [set]
        case .sequence(let nodes):
            nodes.reduce([]) { sets, node in sets.flatMap { sets in Self.sets(of: node).map { sets + $0 } } }
        case .empty, .assertion, .look, .alternatives, .repeated: nil
        }
    }

    /// Whether the pattern is in a text; `nil`: what surrounds the needle is not ASCII, and has to be read as characters,
    /// or the text is long.
    func isFound(in bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
        guard bytes.count <= Self.textByteLimit else { return nil }
        var place = 0
        while let hit = needle.firstPlace(in: bytes, from: place) {
            let start = hit - offset
            // No character takes less than a byte.
            if start >= 0, start + places.count <= bytes.count {
                guard let isMatch = stands(at: start, in: bytes) else { return nil }
                if isMatch { return true }
            }
            place = hit + 1
        }
        return false
    }

    private func stands(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
        // Places before the needle are counted from it.
        guard bytes[start..<(start + offset)].allSatisfy({ $0 < 0x80 }) else { return nil }
        for index in places.indices {
            let byte = bytes[start + index]
            guard byte < 0x80 else { return nil }
            guard accepts(byte, at: index) else { return false }
        }
        return true
    }

    var byteCount: Int { places.count }

    /// - Parameter byte: of ASCII; others are taken for none.
    func accepts(_ byte: UInt8, at index: Int) -> Bool {
        guard byte < 0x80 else { return false }
        let bits = byte < 64 ? places[index].low : places[index].high
        return bits >> UInt64(byte & 63) & 1 != 0
    }
}

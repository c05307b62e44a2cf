/// The numbers a term asks for: `404`, `400-499`, `>=400`, or several of these with commas.
package struct NumberSet: Sendable {
    private var ranges: [ClosedRange<Int>] = []

    func contains(_ value: Int) -> Bool { ranges.contains { $0.contains(value) } }

    /// - Parameter read: one number with its unit as the range of values it stands for; `nil`: it is none.
    init(
        _ argument: FilterArgument,
        expected: String,
        read: (Substring) -> ClosedRange<Int>?
    ) throws(FilterError) {
        var start = 0
        for item in argument.text.split(separator: ",", omittingEmptySubsequences: false) {
            let end = start + item.utf8.count
            guard let range = Self.range(item, read) else {
                throw argument.part(start..<end).error(
                    item.isEmpty ? "a number is missing" : "cannot read \(item)",
                    expected: expected
                )
            }
            ranges += range
            start = end + 1
        }
    }

    /// An empty list: a comparison that no number meets, which is not an error.
    private static func range(_ item: Substring, _ read: (Substring) -> ClosedRange<Int>?) -> [ClosedRange<Int>]? {
        for (sign, make) in comparisons where item.hasPrefix(sign) {
            return read(item.dropFirst(sign.count)).map { make($0).map { [$0] } ?? [] }
        }
        if let range = read(item) { return [range] }
        guard let dash = item.firstIndex(of: "-"),
            let first = read(item[..<dash]), let last = read(item[item.index(after: dash)...]),
            first.lowerBound <= last.upperBound
        else { return nil }
        return [first.lowerBound...last.upperBound]
    }

    private typealias Comparison = @Sendable (ClosedRange<Int>) -> ClosedRange<Int>?

    /// Longer signs first.
    private static let comparisons: [(String, Comparison)] = [
        (">=", { $0.lowerBound...Int.max }),
        ("<=", { Int.min...$0.upperBound }),
        (">", { $0.upperBound < .max ? ($0.upperBound + 1)...Int.max : nil }),
        ("<", { $0.lowerBound > .min ? Int.min...($0.lowerBound - 1) : nil }),
        ("=", { $0 }),
    ]
}

/// Numbers with units, as filters and options write them: `64k`, `1.5MiB`, `300ms`.
package struct Units: Sendable {
    private let factors: [String: Double]

    /// `k`, `kb` and `KiB` are all 1024 bytes, as the list shows sizes.
    package static let bytes = Units(factors: [
        "": 1, "b": 1, "k": 1024, "kb": 1024, "kib": 1024, "m": 1_048_576, "mb": 1_048_576, "mib": 1_048_576,
        "g": 1_073_741_824, "gb": 1_073_741_824, "gib": 1_073_741_824,
        "t": 1_099_511_627_776, "tb": 1_099_511_627_776, "tib": 1_099_511_627_776,
    ])
    /// In nanoseconds; a unit has to be named.
    package static let time = Units(factors: [
        "ns": 1, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "min": 60e9, "h": 3_600e9, "d": 86_400e9,
    ])

    /// In bytes or nanoseconds; `nil`: not a number with one of the units, or too large.
    package func value(_ text: Substring) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        guard let number = Double(digits), let factor = factors[text[digits.endIndex...].lowercased()] else {
            return nil
        }
        let value = (number * factor).rounded()
        return value < 9e18 ? Int(value) : nil
    }

    func range(_ text: Substring) -> ClosedRange<Int>? { value(text).map { $0...$0 } }
}

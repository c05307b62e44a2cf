/// The sizes and durations of options, as people write them.
enum Quantity {
    /// Bytes: `512`, `64k`, `10MiB`, `1.5G`. Units are powers of 1024, in either case. `nil`: not a size.
    static func byteCount(_ text: String) -> Int? {
        guard let (number, unit) = split(text), let factor = byteUnits[unit.lowercased()] else { return nil }
        return Int(exactly: (number * factor).rounded())
    }

    /// `300ms`, `2s`, `5m`, `1h`; the unit must be there, except for 0. `nil`: not a duration.
    static func duration(_ text: String) -> Duration? {
        guard let (number, unit) = split(text) else { return nil }
        if number == 0, unit.isEmpty { return .zero }
        guard let factor = durationUnits[unit], number * factor < 1e12 else { return nil }
        return .milliseconds(number * factor)
    }

    private static let byteUnits: [String: Double] = {
        var units: [String: Double] = ["": 1, "b": 1]
        for (power, letter) in zip(1..., ["k", "m", "g", "t"]) {
            let factor = Double(1 << (10 * power))
            for unit in [letter, letter + "b", letter + "i", letter + "ib"] { units[unit] = factor }
        }
        return units
    }()

    private static let durationUnits: [String: Double] = [
        "ms": 1, "s": 1e3, "sec": 1e3, "m": 60e3, "min": 60e3, "h": 3_600e3, "d": 86_400e3,
    ]

    private static func split(_ text: String) -> (number: Double, unit: String)? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits), number.isFinite else { return nil }
        return (number, String(text.dropFirst(digits.count)))
    }
}

extension Quantity {
    /// A duration that is not zero.
    static func positiveDuration(_ text: String) -> Duration? {
        duration(text).flatMap { $0 > .zero ? $0 : nil }
    }
}

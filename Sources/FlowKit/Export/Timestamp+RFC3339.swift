extension Timestamp {
    /// The time in UTC with microseconds, such as `2026-07-25T10:42:07.004125Z` (RFC 3339 §5.6).
    package var rfc3339: String {
        let (days, time) = Self.floorDivide(nanoseconds, by: 86_400_000_000_000)
        let (year, month, day) = Self.date(daysSinceEpoch: days)
        var text: [UInt8] = []
        text.reserveCapacity(27)
        func append(_ value: Int64, digits: Int, then mark: Unicode.Scalar) {
            var power: Int64 = 1
            for _ in 1..<digits { power *= 10 }
            while power > 0 {
                text.append(UInt8(truncatingIfNeeded: 0x30 + value / power % 10))
                power /= 10
            }
            text.append(UInt8(ascii: mark))
        }
        append(year, digits: 4, then: "-")
        append(month, digits: 2, then: "-")
        append(day, digits: 2, then: "T")
        append(time / 3_600_000_000_000, digits: 2, then: ":")
        append(time / 60_000_000_000 % 60, digits: 2, then: ":")
        append(time / 1_000_000_000 % 60, digits: 2, then: ".")
        append(time / 1000 % 1_000_000, digits: 6, then: "Z")
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads RFC 3339, and the forms of ISO 8601 that programs write for it: `+0100`, a space for the `T`, no fraction.
    ///
    /// `nil` for anything else, and for years before 1950 or after 2200.
    package init?(rfc3339 text: String) {
        var scanner = TimeScanner(rest: Array(text.utf8)[...])
        guard let year = scanner.number(digits: 4), scanner.skip("-"),
            let month = scanner.number(digits: 2), scanner.skip("-"), (1...12).contains(month),
            let day = scanner.number(digits: 2), (1...31).contains(day),
            scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.number(digits: 2), hour < 24, scanner.skip(":"),
            let minute = scanner.number(digits: 2), minute < 60
        else { return nil }
        var second: Int64 = 0
        if scanner.skip(":") {
            guard let value = scanner.number(digits: 2), value < 61 else { return nil }
            second = value
        }
        guard let fraction = scanner.fraction(), let offset = scanner.offset(), scanner.rest.isEmpty else { return nil }
        // Times further apart than 292 years cannot be subtracted.
        guard (1950...2200).contains(year) else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        nanoseconds = ((days * 24 + hour) * 3600 + minute * 60 + second - offset) * 1_000_000_000 + fraction
    }

    static func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    // Both ways count in eras of 400 years that begin in March: the leap day comes last.

    static func date(daysSinceEpoch days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floorDivide(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floorDivide(marchYear, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

private struct TimeScanner {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func number(digits: Int) -> Int64? {
        let word = rest.prefix(digits)
        guard word.count == digits, word.allSatisfy(\.isASCIIDigit) else { return nil }
        rest = rest.dropFirst(digits)
        return word.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// Nanoseconds; digits beyond the ninth are dropped. 0 where there is no fraction, `nil` where it has no digits.
    mutating func fraction() -> Int64? {
        guard skip(".") || skip(",") else { return 0 }
        let digits = rest.prefix(while: \.isASCIIDigit)
        rest = rest.dropFirst(digits.count)
        let known = digits.prefix(9).reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
        return digits.isEmpty ? nil : (digits.count..<max(9, digits.count)).reduce(known) { value, _ in value * 10 }
    }

    /// Seconds east of UTC; a time without an offset is taken for UTC.
    mutating func offset() -> Int64? {
        if rest.isEmpty || skip("Z") || skip("z") { return 0 }
        let isEast = skip("+")
        guard isEast || skip("-"), let hours = number(digits: 2), hours < 24 else { return nil }
        _ = skip(":")
        let minutes = rest.isEmpty ? 0 : number(digits: 2)
        guard let minutes, minutes < 60 else { return nil }
        return (hours * 3600 + minutes * 60) * (isEast ? 1 : -1)
    }
}

extension Duration {
    /// For JSON: a number of milliseconds, to the microsecond.
    var milliseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds * 1_000_000 + attoseconds / 1_000_000_000_000) / 1000
    }
}

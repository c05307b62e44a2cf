import FlowKit

/// Dates and times of day at the person's place.
struct WallClock: Hashable, Sendable {
    /// Seconds east of UTC.
    let utcOffset: Int

    /// `2026-11-23 10:42:07`.
    func dateAndTime(_ timestamp: Timestamp) -> String {
        "\(date(timestamp)) \(ClockTime(timestamp, utcOffset: utcOffset).text)"
    }

    /// `2026-11-23 10:42:07.318`.
    func precise(_ timestamp: Timestamp) -> String {
        "\(date(timestamp)) \(ClockTime(timestamp, utcOffset: utcOffset).preciseText)"
    }

    /// `2026-11-23`.
    func date(_ timestamp: Timestamp) -> String {
        let seconds = Int(timestamp.nanoseconds / 1_000_000_000) &+ utcOffset
        let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: 86_400)
        // Days since 0000-03-01, so that a leap day is the last of its year (the proleptic Gregorian calendar).
        let days = quotient - (remainder < 0 ? 1 : 0) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(year)-\(twoDigits(month))-\(twoDigits(day))"
    }

    private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

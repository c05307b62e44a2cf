package import FlowKit

/// A time of day as the screens show it.
package struct ClockTime: Hashable, Sendable {
    package let hour: Int
    package let minute: Int
    package let second: Int
    package let millisecond: Int

    /// - Parameter utcOffset: seconds east of UTC.
    package init(_ timestamp: Timestamp, utcOffset: Int) {
        let dayInMilliseconds = 86_400_000
        let local = Int(timestamp.nanoseconds / 1_000_000) &+ utcOffset &* 1000
        let ofDay = (local % dayInMilliseconds + dayInMilliseconds) % dayInMilliseconds
        hour = ofDay / 3_600_000
        minute = ofDay / 60_000 % 60
        second = ofDay / 1000 % 60
        millisecond = ofDay % 1000
    }

    /// `10:42:07`.
    package var text: String {
        [hour, minute, second].map { Format.padded($0, 2) }.joined(separator: ":")
    }

    /// `10:42:07.318`.
    package var preciseText: String {
        "\(text).\(Format.padded(millisecond, 3))"
    }
}

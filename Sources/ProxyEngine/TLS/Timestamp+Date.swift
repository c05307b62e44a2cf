import FlowKit

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Timestamp {
    /// The nearest point that 64 bits of nanoseconds can name: certificates without an end say "the year 9999".
    init(_ date: Date) {
        let nanoseconds = (date.timeIntervalSince1970 * 1e9).rounded()
        self.init(nanoseconds: Int64(exactly: nanoseconds) ?? (nanoseconds < 0 ? .min : .max))
    }

    private var date: Date { Date(timeIntervalSince1970: Double(nanoseconds) / 1e9) }

    /// The day in UTC, such as `2026-11-23`.
    var day: String {
        date.formatted(.iso8601.year().month().day())
    }
}

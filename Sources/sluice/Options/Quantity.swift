import FlowKit

/// The sizes and durations of options, in the units that filters know.
enum Quantity {
    /// Bytes: `512`, `64k`, `10MiB`, `1.5G`. `nil`: not a size.
    static func byteCount(_ text: String) -> Int? {
        Units.bytes.value(text[...])
    }

    /// A time that is not zero: `300ms`, `2s`, `5m`, `1h`; the unit must be there. `nil`: not a duration.
    static func duration(_ text: String) -> Duration? {
        Units.time.value(text[...]).flatMap { $0 > 0 ? .nanoseconds($0) : nil }
    }
}

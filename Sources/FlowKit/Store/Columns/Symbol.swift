/// The number of a string among the unique strings of one kind in one segment: counted from 0 in the order they came.
///
/// Equal symbols of one table mean equal strings; across segments they mean nothing.
package struct Symbol: Hashable, Sendable {
    package let rawValue: UInt32

    package init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// There is no such string: a flow without a response has no response type.
    package static let none = Symbol(.max)
    /// There is one, but the table does not have it (too long, one of several fields, a full table): read the flow.
    package static let unlisted = Symbol(.max - 1)

    /// True where a table has the string.
    package var isListed: Bool { rawValue < Self.unlisted.rawValue }
    /// Its place in arrays that have one element for each symbol of a table.
    package var index: Int { Int(rawValue) }
}

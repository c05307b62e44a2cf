/// The number of a string among the unique strings of one kind in one segment: counted from 0 in the order they came.
///
/// Equal symbols of one table mean equal strings; across segments they mean nothing.
package struct Symbol: Hashable, Sendable {
    package let rawValue: UInt16

    private init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// - Parameter index: below `limit`.
    package init(_ index: Int) {
        self.init(rawValue: UInt16(index))
    }

    /// A table has no more strings.
    static let limit = Int(UInt16.max) - 1

    /// There is no such string: a flow without a response has no response type.
    package static let none = Symbol(rawValue: .max)
    /// There is one, but the table does not have it (too long, one of several fields, a full table): read the flow.
    package static let unlisted = Symbol(rawValue: .max - 1)

    /// True where a table has the string.
    package var isListed: Bool { rawValue < Self.unlisted.rawValue }
    /// Its place in arrays that have one element for each symbol of a table.
    package var index: Int { Int(rawValue) }
}

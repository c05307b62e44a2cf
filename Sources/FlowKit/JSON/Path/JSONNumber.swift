/// A number as JSON writes it, compared by its exact value: `1e2` is `100`, and numbers of twenty digits differ in the last.
struct JSONNumber {
    private let isNegative: Bool
    /// Without zeros at either end; empty for zero.
    private let digits: [UInt8]
    /// The value is 0.digits times ten to this.
    private let exponent: Int

    /// - Parameter text: well-formed.
    init(_ text: some Collection<UInt8>) {
        var rest = text[...]
        isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        let whole = rest.prefix { $0.isASCIIDigit }
        rest = rest[whole.endIndex...]
        let fraction = rest.first == UInt8(ascii: ".") ? rest.dropFirst().prefix { $0.isASCIIDigit } : rest.prefix(0)
        let all = Array(whole) + fraction
        let leading = all.prefix { $0 == UInt8(ascii: "0") }.count
        let significant = all.dropFirst(leading)
        let last = significant.lastIndex { $0 != UInt8(ascii: "0") }
        digits = last.map { Array(significant[...$0]) } ?? []
        exponent = whole.count - leading + Self.exponent(rest[fraction.endIndex...])
    }

    /// What stands behind `e`; one that is too large for any use stays too large.
    private static func exponent(_ text: some Collection<UInt8>) -> Int {
        let tail = text.dropFirst()
        let limit = 1 << 40
        let value = tail.reduce(0) { $1.isASCIIDigit ? min($0 * 10 + Int($1 - UInt8(ascii: "0")), limit) : $0 }
        return tail.first == UInt8(ascii: "-") ? -value : value
    }

    /// Less than zero: the first is the smaller one.
    static func order(_ lhs: some Collection<UInt8>, _ rhs: some Collection<UInt8>) -> Int {
        if let lhs = smallInteger(lhs), let rhs = smallInteger(rhs) { return lhs < rhs ? -1 : lhs > rhs ? 1 : 0 }
        return JSONNumber(lhs).order(to: JSONNumber(rhs))
    }

    private static func smallInteger(_ text: some Collection<UInt8>) -> Int? {
        guard text.count <= 18 else { return nil }
        var value = 0
        let isNegative = text.first == UInt8(ascii: "-")
        for byte in isNegative ? text.dropFirst() : text[...] {
            guard byte.isASCIIDigit else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return isNegative ? -value : value
    }

    private func order(to other: JSONNumber) -> Int {
        let signs = (sign, other.sign)
        guard signs.0 == signs.1, signs.0 != 0 else { return signs.0 - signs.1 }
        return signs.0 * sizeOrder(to: other)
    }

    private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

    private func sizeOrder(to other: JSONNumber) -> Int {
        if exponent != other.exponent { return exponent < other.exponent ? -1 : 1 }
        if digits == other.digits { return 0 }
        return digits.lexicographicallyPrecedes(other.digits) ? -1 : 1
    }
}

/// Addresses that share their first bits: `10.0.0.0/8`, `fd00::/8`, or one address alone.
package struct AddressRange: Hashable, Sendable {
    private let bytes: [UInt8]
    private let bitCount: Int

    /// `nil`: not a range.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, !first.utf8.contains(UInt8(ascii: "%")),
            let address = IPAddress(String(first))
        else { return nil }
        bytes = address.bytes
        guard parts.count == 2 else {
            bitCount = bytes.count * 8
            return
        }
        let digits = parts[1].utf8
        guard (1...3).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int(parts[1]), count <= bytes.count * 8
        else { return nil }
        bitCount = count
    }

    /// An IPv4 address written as IPv6 (`::ffff:…`) counts as what it is.
    func contains(_ address: IPAddress) -> Bool {
        let other = address.unmapped.bytes
        guard other.count == bytes.count else { return false }
        let whole = bitCount / 8
        guard other.prefix(whole) == bytes.prefix(whole) else { return false }
        let rest = bitCount % 8
        return rest == 0 || (other[whole] ^ bytes[whole]) >> (8 - rest) == 0
    }
}

extension IPAddress {
    private static let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// The IPv4 address, where this is one written as IPv6 (RFC 4291 §2.5.5.2).
    var unmapped: IPAddress {
        guard bytes.count == 16, bytes.starts(with: Self.mappedPrefix) else { return self }
        return IPAddress(bytes: Array(bytes.suffix(4))) ?? self
    }
}

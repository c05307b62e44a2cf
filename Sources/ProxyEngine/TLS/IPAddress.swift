#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An IPv4 or IPv6 address as the bytes a certificate carries.
struct IPAddress: Hashable {
    /// Four or sixteen, in network order.
    let bytes: [UInt8]

    /// `nil`: the text is a name. A zone (`fe80::1%eth0`) is dropped, brackets are not understood.
    init?(_ text: String) {
        let address = String(text.prefix { $0 != "%" })
        let isV6 = address.utf8.contains(UInt8(ascii: ":"))
        var bytes = [UInt8](repeating: 0, count: isV6 ? 16 : 4)
        guard inet_pton(isV6 ? AF_INET6 : AF_INET, address, &bytes) == 1 else { return nil }
        self.bytes = bytes
    }

    /// `nil`: neither four bytes nor sixteen.
    init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }
}

extension IPAddress: CustomStringConvertible {
    /// The shortest form, without brackets.
    var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return hexadecimal(bytes) }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

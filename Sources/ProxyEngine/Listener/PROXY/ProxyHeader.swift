import FlowKit

/// What a balancer says first about the client behind it: the PROXY protocol, versions 1 and 2.
struct ProxyHeader: Equatable {
    /// `192.0.2.1:53124`; `nil` where the balancer speaks for itself, or about something without such an address.
    let source: String?
    /// Bytes that belong to the header, from the first on; those beyond the addresses need not be there yet.
    let byteCount: Int

    enum Progress: Equatable {
        case needsMore
        case header(ProxyHeader)
        /// The reason, for people.
        case invalid(String)
    }

    /// More than is ever looked at.
    static let prefixLimit = 256

    private static let prefix1 = Array("PROXY ".utf8)
    private static let signature2: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    /// The whole first version, its line end included.
    private static let lineLimit = 107

    /// - Parameter bytes: all that came so far, or `prefixLimit` of it.
    static func parse(_ bytes: ArraySlice<UInt8>) -> Progress {
        if prefix1.starts(with: bytes.prefix(prefix1.count)) {
            return bytes.count < prefix1.count ? .needsMore : version1(bytes)
        }
        guard signature2.starts(with: bytes.prefix(signature2.count)) else {
            return .invalid("no PROXY header from an address that has to send one")
        }
        return bytes.count < signature2.count ? .needsMore : version2(bytes)
    }

    // MARK: - Version 1

    private static func version1(_ bytes: ArraySlice<UInt8>) -> Progress {
        guard let end = bytes.prefix(lineLimit).firstIndex(of: 0x0A) else {
            return bytes.count < lineLimit ? .needsMore : .invalid("a PROXY header that does not end")
        }
        let byteCount = end + 1 - bytes.startIndex
        guard bytes[..<end].last == 0x0D else { return .invalid("a PROXY header whose line does not end in CRLF") }
        let words = bytes[..<(end - 1)].split(separator: 0x20, omittingEmptySubsequences: false).map(WireText.decode)
        // What follows it says nothing.
        if words[1] == "UNKNOWN" { return .header(ProxyHeader(source: nil, byteCount: byteCount)) }
        let sizes = ["TCP4": 4, "TCP6": 16]
        guard let size = sizes[words[1]] else { return .invalid("a PROXY header for the protocol “\(words[1])”") }
        guard words.count == 6, let source = IPAddress(strict: words[2]), let destination = IPAddress(strict: words[3]),
            source.bytes.count == size, destination.bytes.count == size, let port = portNumber(words[4]),
            portNumber(words[5]) != nil
        else { return .invalid("a PROXY header with malformed addresses or ports") }
        return .header(ProxyHeader(source: describe(source, port), byteCount: byteCount))
    }

    private static func portNumber(_ text: String) -> UInt16? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return UInt16(text)
    }

    // MARK: - Version 2

    private static func version2(_ bytes: ArraySlice<UInt8>) -> Progress {
        var reader = WireReader(bytes.dropFirst(signature2.count))
        guard let command = reader.byte(), let family = reader.byte(), let size = reader.number16() else {
            return .needsMore
        }
        guard command >> 4 == 2 else { return .invalid("a PROXY header of version \(command >> 4)") }
        let byteCount = signature2.count + 4 + Int(size)
        switch command & 0xF {
        case 0: return .header(ProxyHeader(source: nil, byteCount: byteCount))
        case 1: break
        default: return .invalid("a PROXY header with the command \(command & 0xF)")
        }
        let addressSizes: [UInt8: Int] = [0x11: 4, 0x21: 16]
        guard let addressSize = addressSizes[family] else {
            // Datagrams, local sockets and what is not specified have no address that would say anything here.
            guard family >> 4 <= 3, family & 0xF <= 2 else { return .invalid("a PROXY header for family \(family)") }
            return .header(ProxyHeader(source: nil, byteCount: byteCount))
        }
        guard Int(size) >= 2 * addressSize + 4 else { return .invalid("a PROXY header too short for its addresses") }
        guard let source = reader.bytes(addressSize), reader.bytes(addressSize) != nil, let port = reader.number16(),
            reader.number16() != nil
        else { return .needsMore }
        guard let address = IPAddress(bytes: Array(source)) else { return .needsMore }
        return .header(ProxyHeader(source: describe(address, port), byteCount: byteCount))
    }

    private static func describe(_ address: IPAddress, _ port: UInt16) -> String {
        address.bytes.count == 16 ? "[\(address)]:\(port)" : "\(address):\(port)"
    }
}

extension IPAddress {
    /// Without a zone, which a header cannot have.
    fileprivate init?(strict text: String) {
        guard !text.utf8.contains(UInt8(ascii: "%")) else { return nil }
        self.init(text)
    }
}

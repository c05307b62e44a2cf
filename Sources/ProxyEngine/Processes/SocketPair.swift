/// The two ends of a connection within this machine, as the client sees them.
struct SocketPair: Hashable {
    struct End: Hashable {
        /// Four bytes, or sixteen; an IPv4 address within IPv6 is the IPv4 address.
        let address: IPAddress
        let port: UInt16

        init(_ address: IPAddress, port: UInt16) {
            let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
            let isMapped = address.bytes.count == 16 && address.bytes.starts(with: mapped)
            self.address = isMapped ? IPAddress(bytes: Array(address.bytes.suffix(4))) ?? address : address
            self.port = port
        }

        var isLoopback: Bool {
            address.bytes.count == 4
                ? address.bytes[0] == 127 : address.bytes.dropLast().allSatisfy { $0 == 0 } && address.bytes.last == 1
        }
    }

    let client: End
    let server: End

    /// Whether both ends are on this machine, as far as addresses tell.
    var isLocal: Bool { client.isLoopback || client.address == server.address }
}

/// Reads `/proc/net/tcp` and `/proc/net/tcp6`: a line for each socket, with both ends in hexadecimal and its inode.
enum SocketTable {
    /// Looks for the sockets of these connections' clients.
    static func inodes(of wanted: Set<SocketPair>, in table: [UInt8]) -> [SocketPair: UInt64] {
        var found: [SocketPair: UInt64] = [:]
        let ports = Set(wanted.map(\.client.port))
        for line in table.split(separator: UInt8(ascii: "\n")).dropFirst() {
            guard found.count < wanted.count else { break }
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 10)
            guard words.count > 9, let client = end(words[1], among: ports), let server = end(words[2]) else {
                continue
            }
            let pair = SocketPair(client: client, server: server)
            // A connection that was closed has no inode.
            guard wanted.contains(pair), let inode = number(words[9], radix: 10), inode > 0 else { continue }
            found[pair] = inode
        }
        return found
    }

    /// - Parameter ports: other ports are not of interest.
    private static func end(_ text: ArraySlice<UInt8>, among ports: Set<UInt16>? = nil) -> SocketPair.End? {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        guard let port = number(text[(colon + 1)...], radix: 16).flatMap({ UInt16(exactly: $0) }) else { return nil }
        guard ports?.contains(port) ?? true else { return nil }
        let digits = text[..<colon]
        guard digits.count == 8 || digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        // Words of 32 bits as the machine holds them.
        for start in stride(from: digits.startIndex, to: digits.endIndex, by: 8) {
            guard let word = number(digits[start..<(start + 8)], radix: 16) else { return nil }
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: word)) { bytes += $0 }
        }
        return IPAddress(bytes: bytes).map { SocketPair.End($0, port: port) }
    }

    private static func number(_ text: ArraySlice<UInt8>, radix: Int) -> UInt64? {
        UInt64(String(decoding: text, as: UTF8.self), radix: radix)
    }
}

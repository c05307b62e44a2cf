#if os(macOS)
    import Darwin
    import FlowKit
    import NIOCore

    /// Asks the packet filter of macOS where a connection was going before an `rdr` rule sent it here. Needs root.
    ///
    /// The structure and the number of the request are not among the system's public headers. Not tried by any test.
    enum PacketFilter {
        // struct pfioc_natlook: four addresses of 16 bytes, four ports in 4 bytes each, and four single bytes.
        private static let size = 84
        private static let source = 0, destination = 16, realDestination = 48
        private static let sourcePort = 64, destinationPort = 68, realDestinationPort = 76
        private static let family = 80, transport = 81, direction = 83
        /// PF_OUT.
        private static let outward: UInt8 = 2
        /// DIOCNATLOOK: _IOWR('D', 23, struct pfioc_natlook).
        private static let request: UInt = 0xC000_0000 | UInt(size) << 16 | 0x44 << 8 | 23

        static func originalDestination(of channel: any Channel) throws -> SocketAddress {
            guard let remote = channel.remoteAddress, let local = channel.localAddress,
                let remoteIP = remote.ipAddress.flatMap(IPAddress.init)?.unmapped,
                let localIP = local.ipAddress.flatMap(IPAddress.init)?.unmapped,
                let remotePort = remote.port, let localPort = local.port
            else { throw FlowError(.connectFailed, "the connection has no addresses") }
            let device = open("/dev/pf", O_RDWR)
            guard device >= 0 else { throw FlowError(.connectFailed, "cannot open /dev/pf (root may)") }
            defer { close(device) }
            var look = [UInt8](repeating: 0, count: size)
            look.replaceSubrange(source..<(source + remoteIP.bytes.count), with: remoteIP.bytes)
            look.replaceSubrange(destination..<(destination + localIP.bytes.count), with: localIP.bytes)
            put(remotePort, at: sourcePort, in: &look)
            put(localPort, at: destinationPort, in: &look)
            look[family] = UInt8(remoteIP.bytes.count == 4 ? AF_INET : AF_INET6)
            look[transport] = UInt8(IPPROTO_TCP)
            look[direction] = outward
            let result = look.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { ioctl(device, request, $0) } ?? -1
            }
            guard result == 0 else { throw FlowError(.connectFailed, "the packet filter knows no such connection") }
            let address = Array(look[realDestination..<(realDestination + remoteIP.bytes.count)])
            let port = Int(look[realDestinationPort]) << 8 | Int(look[realDestinationPort + 1])
            guard let text = IPAddress(bytes: address)?.description else {
                throw FlowError(.connectFailed, "the packet filter named no address")
            }
            return try SocketAddress(ipAddress: text, port: port)
        }

        private static func put(_ port: Int, at offset: Int, in bytes: inout [UInt8]) {
            bytes[offset] = UInt8(truncatingIfNeeded: port >> 8)
            bytes[offset + 1] = UInt8(truncatingIfNeeded: port)
        }
    }
#endif

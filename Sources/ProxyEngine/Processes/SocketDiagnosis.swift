import FlowKit

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

#if os(Linux)
    /// Asks the kernel for one socket by its two ends (`sock_diag`, see man 7 sock_diag): some microseconds, where reading its
    /// table takes tens of milliseconds on a machine that has room for many.
    struct SocketDiagnosis: ~Copyable {
        enum Answer: Equatable {
            case inode(UInt64)
            /// There is no such socket, or it was closed by its owner.
            case gone
        }

        private static let netlinkFamily: Int32 = 16
        private static let rawAndCloseOnExec: Int32 = 3 | 0x80000
        private static let socketDiagnosis: Int32 = 4
        private static let doNotWait: Int32 = 0x40

        private let descriptor: Int32

        /// `nil`: this system cannot be asked.
        init?() {
            descriptor = socket(Self.netlinkFamily, Self.rawAndCloseOnExec, Self.socketDiagnosis)
            guard descriptor >= 0 else { return nil }
        }

        deinit {
            // A failed `init` ends here too.
            if descriptor >= 0 { close(descriptor) }
        }

        /// The socket at the client's end; `nil`: the kernel did not understand.
        func find(_ pair: SocketPair) -> Answer? {
            let request = Self.request(for: pair)
            guard send(descriptor, request, request.count, 0) == request.count else { return nil }
            var answer = [UInt8](repeating: 0, count: 512)
            let count = recv(descriptor, &answer, answer.count, Self.doNotWait)
            return count > 0 ? Self.answer(in: Array(answer[..<min(count, answer.count)])) : nil
        }

        // MARK: - Messages

        /// A `nlmsghdr` and an `inet_diag_req_v2`.
        static func request(for pair: SocketPair) -> [UInt8] {
            let isIPv4 = pair.client.address.bytes.count == 4
            var bytes: [UInt8] = []
            func append(_ number: UInt32) { withUnsafeBytes(of: number) { bytes += $0 } }
            func append(_ address: IPAddress) {
                bytes += address.bytes + Array(repeating: 0, count: max(0, 16 - address.bytes.count))
            }
            append(72 as UInt32)
            withUnsafeBytes(of: (UInt16(20), UInt16(1))) { bytes += $0 }  // SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST
            append(0 as UInt32)
            append(0 as UInt32)
            bytes += [isIPv4 ? 2 : 10, 6, 0, 0]  // AF_INET or AF_INET6, IPPROTO_TCP
            append(UInt32.max)  // in any state
            for port in [pair.client.port, pair.server.port] { bytes += [UInt8(port >> 8), UInt8(port & 0xFF)] }
            append(pair.client.address)
            append(pair.server.address)
            append(0 as UInt32)  // on any device
            append(UInt32.max)  // whatever its cookie
            append(UInt32.max)
            return bytes
        }

        /// A `nlmsghdr` and an `inet_diag_msg`, or an error.
        static func answer(in bytes: [UInt8]) -> Answer? {
            func number(at place: Int) -> UInt32? {
                guard place + 4 <= bytes.count else { return nil }
                return bytes[place..<(place + 4)].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) }
            }
            guard let type = number(at: 4).map({ UInt16(truncatingIfNeeded: $0) }) else { return nil }
            switch type {
            case 2:  // NLMSG_ERROR
                return number(at: 16).map { Int32(bitPattern: $0) } == -ENOENT ? .gone : nil
            case 20: return number(at: 84).map { $0 == 0 ? .gone : .inode(UInt64($0)) }
            default: return nil
            }
        }
    }
#endif

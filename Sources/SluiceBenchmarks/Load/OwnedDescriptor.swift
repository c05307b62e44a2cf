import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A non-blocking TCP socket on loopback; closed when it goes.
final class OwnedDescriptor: Sendable {
    let number: Int32

    private init(_ number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    convenience init(connectingTo port: Int) throws(BenchmarkError) {
        self.init(try Self.makeSocket())
        var address = Self.loopback(port)
        let result = Self.withAddress(&address) { connect(number, $0, $1) }
        guard result == 0 else { throw BenchmarkError("cannot connect to port \(port): \(Self.lastError)") }
        prepare()
    }

    convenience init(listening backlog: Int32) throws(BenchmarkError) {
        self.init(try Self.makeSocket())
        var address = Self.loopback(0)
        guard Self.withAddress(&address, { bind(number, $0, $1) }) == 0, listen(number, backlog) == 0 else {
            throw BenchmarkError("cannot listen: \(Self.lastError)")
        }
        prepare()
    }

    /// The next connection that waits.
    convenience init?(acceptingFrom listener: OwnedDescriptor) {
        let accepted = accept(listener.number, nil, nil)
        guard accepted >= 0 else { return nil }
        self.init(accepted)
        prepare()
    }

    var localPort: Int {
        var address = sockaddr_in()
        var byteCount = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &byteCount) }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private func prepare() {
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        var one: Int32 = 1
        setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func makeSocket() throws(BenchmarkError) -> Int32 {
        #if canImport(Darwin)
            let number = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        guard number >= 0 else { throw BenchmarkError("cannot make a socket: \(lastError)") }
        return number
    }

    private static var lastError: String { String(cString: strerror(errno)) }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withAddress(
        _ address: inout sockaddr_in,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

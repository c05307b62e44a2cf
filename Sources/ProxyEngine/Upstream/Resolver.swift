import FlowKit
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Resolves names with the system's resolver, on threads of its own: no event loop ever waits for DNS.
///
/// Confined to one connection attempt, as NIO asks of a `Resolver`; NIO races the two families (RFC 8305).
final class SystemResolver: Resolver, Sendable {
    private let eventLoop: any EventLoop
    private let threadPool: NIOThreadPool
    private let ipv4: EventLoopPromise<[SocketAddress]>
    private let ipv6: EventLoopPromise<[SocketAddress]>
    private let onResolved: @Sendable () -> Void

    init(eventLoop: any EventLoop, threadPool: NIOThreadPool, onResolved: @escaping @Sendable () -> Void) {
        self.eventLoop = eventLoop
        self.threadPool = threadPool
        self.onResolved = onResolved
        ipv4 = eventLoop.makePromise()
        ipv6 = eventLoop.makePromise()
    }

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> { ipv4.futureResult }

    /// NIO asks for both families at once and for this one first; one lookup answers both.
    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        threadPool.runIfActive(eventLoop: eventLoop) { try Self.lookUp(host: host, port: port) }
            .whenComplete { [self] result in
                onResolved()
                ipv6.completeWith(result.map { $0.filter { $0.protocol == .inet6 } })
                ipv4.completeWith(result.map { $0.filter { $0.protocol == .inet } })
            }
        return ipv6.futureResult
    }

    func cancelQueries() {}

    private static func lookUp(host: String, port: Int) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_protocol = Int32(IPPROTO_TCP)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        var code = getaddrinfo(host, String(port), &hints, &list)
        if code != 0 {
            // Without any network but loopback, AI_ADDRCONFIG hides even `localhost`.
            hints.ai_flags = 0
            code = getaddrinfo(host, String(port), &hints, &list)
        }
        guard code == 0 else { throw FlowError(.nameNotResolved, "cannot resolve \(host): \(reason(code))") }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let info = next?.pointee {
            next = info.ai_next
            switch info.ai_family {
            case AF_INET:
                info.ai_addr?.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    addresses.append(SocketAddress($0.pointee, host: host))
                }
            case AF_INET6:
                info.ai_addr?.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    addresses.append(SocketAddress($0.pointee, host: host))
                }
            default:
                continue
            }
        }
        return addresses
    }

    private static func reason(_ code: Int32) -> String {
        switch code {
        case EAI_NONAME: "no such host"
        case EAI_AGAIN: "the name server does not answer"
        default: String(cString: gai_strerror(code))
        }
    }
}

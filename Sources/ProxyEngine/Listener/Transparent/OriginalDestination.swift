import FlowKit
import NIOCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Where a connection was going before the system redirected it to us.
enum OriginalDestination {
    /// - Returns: fails where the connection was not redirected.
    static func find(for channel: any Channel) -> EventLoopFuture<SocketAddress> {
        #if os(Linux)
            netfilter(channel)
        #else
            channel.eventLoop.makeCompletedFuture { try PacketFilter.originalDestination(of: channel) }
        #endif
    }

    #if os(Linux)
        /// `SO_ORIGINAL_DST` and `IP6T_SO_ORIGINAL_DST` of the kernel's headers have the same number.
        private static let originalDestination: CInt = 80

        private static func netfilter(_ channel: any Channel) -> EventLoopFuture<SocketAddress> {
            let promise = channel.eventLoop.makePromise(of: SocketAddress.self)
            guard let socket = channel as? any SocketOptionProvider, let local = channel.localAddress else {
                promise.fail(FlowError(.connectFailed, "not a socket"))
                return promise.futureResult
            }
            let option = NIOBSDSocket.Option(rawValue: originalDestination)
            // A socket for both families has IPv4 connections too, with addresses written as IPv6.
            if local.protocol == .inet6, local.ipAddress.flatMap(IPAddress.init)?.unmapped.bytes.count == 16 {
                let level = NIOBSDSocket.OptionLevel(rawValue: CInt(IPPROTO_IPV6))
                let address: EventLoopFuture<sockaddr_in6> = socket.unsafeGetSocketOption(level: level, name: option)
                address.map { SocketAddress($0, host: "") }.cascade(to: promise)
            } else {
                let level = NIOBSDSocket.OptionLevel(rawValue: CInt(IPPROTO_IP))
                let address: EventLoopFuture<sockaddr_in> = socket.unsafeGetSocketOption(level: level, name: option)
                address.map { SocketAddress($0, host: "") }.cascade(to: promise)
            }
            return promise.futureResult
        }
    #endif
}

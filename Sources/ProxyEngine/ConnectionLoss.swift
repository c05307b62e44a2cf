import NIOCore
import NIOSSL

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Puts into words how an established connection was lost.
func wordsForLoss(_ error: any Error) -> String {
    switch error {
    case NIOSSLError.uncleanShutdown: "cut off without the end that TLS asks for"
    case let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE: "connection reset"
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case NIOSSLError.handshakeFailed(let error), NIOSSLError.shutdownFailed(let error): "TLS failed: \(error)"
    default: "\(error)"
    }
}

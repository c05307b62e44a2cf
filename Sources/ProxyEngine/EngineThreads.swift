import NIOCore
import NIOPosix

/// The threads of a running engine.
struct EngineThreads: Sendable {
    /// Carry traffic.
    let loops: MultiThreadedEventLoopGroup
    /// Make certificates: work that keeps a processor busy.
    let certificates = NIOThreadPool(numberOfThreads: 2)
    /// Wait for name servers.
    let resolvers = NIOThreadPool(numberOfThreads: 8)

    init(loopCount: Int) {
        loops = MultiThreadedEventLoopGroup(numberOfThreads: loopCount)
        certificates.start()
        resolvers.start()
    }

    /// Waits until all have ended. What can go wrong is that they had ended before.
    func shutDown() async {
        try? await loops.shutdownGracefully()
        try? await certificates.shutdownGracefully()
        try? await resolvers.shutdownGracefully()
    }
}

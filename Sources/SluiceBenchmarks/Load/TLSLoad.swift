import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS

/// Load over TLS, through a tunnel where there is a proxy, or in the clear: one event loop, no HTTP codec.
struct TLSLoad {
    /// Runs until the plan is through, on an event loop that inherits the calling thread's processor.
    static func run(_ plan: LoadPlan, against target: LoadTarget) throws -> LoadResult {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { try? group.syncShutdownGracefully() }  // nothing is left to save
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(target.authorityPath)
        configuration.applicationProtocols = [target.streams == nil ? "http/1.1" : "h2"]
        let context = try NIOSSLContext(configuration: configuration)
        let loop = group.next()
        return try loop.flatSubmit {
            let run = Run(plan, target, context, loop)
            run.start()
            return run.done.futureResult
        }.wait()
    }

    /// What the connections of one load share; confined to the event loop.
    fileprivate final class Run {
        let target: LoadTarget
        let context: NIOSSLContext
        let done: EventLoopPromise<LoadResult>
        var tally: LoadTally
        let plan: LoadPlan
        private var connectionCount = 0
        private let loop: any EventLoop

        init(_ plan: LoadPlan, _ target: LoadTarget, _ context: NIOSSLContext, _ loop: any EventLoop) {
            self.plan = plan
            self.target = target
            self.context = context
            self.loop = loop
            done = loop.makePromise()
            tally = LoadTally(plan)
        }

        func start() {
            if plan.opensConnections { tally.begin(at: Machine.nanoseconds) }
            for _ in 0..<plan.connections { connect() }
        }

        func connect() {
            let bound = NIOLoopBound(self, eventLoop: loop)
            let number = connectionCount
            connectionCount += 1
            let bootstrap = ClientBootstrap(group: loop)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler = TLSLoadConnection(bound.value, number: number)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
            bootstrap.connect(host: "127.0.0.1", port: target.port).whenFailure { bound.value.fail($0) }
        }

        func answered(sentAt sent: Int, at now: Int) {
            tally.answered(sentAt: sent, at: now)
            if tally.isDone { done.succeed(tally.result) }
        }

        func fail(_ error: any Error) {
            guard !tally.isDone else { return }
            done.fail(error)
        }
    }
}

@available(*, unavailable) extension TLSLoad.Run: Sendable {}

/// One client: opens the tunnel, speaks TLS in it, and asks again as soon as it was answered.
private final class TLSLoadConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let run: TLSLoad.Run
    private var dialect: any LoadDialect
    private var tunnelAnswer = ByteBuffer()
    /// What comes is not the proxy's answer to CONNECT any more.
    private var isSecure = false
    private let number: Int
    private let started = Machine.nanoseconds
    private var isDone = false

    init(_ run: TLSLoad.Run, number: Int) {
        self.run = run
        self.number = number
        dialect = run.target.dialect
    }

    func channelActive(context: ChannelHandlerContext) {
        if !run.target.isTLS {
            isSecure = true
            begin(context)
        } else if run.target.proxyPort == nil {
            secure(context)
        } else {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: run.target.connectRequest)), promise: nil)
        }
        context.fireChannelActive()
    }

    private func secure(_ context: ChannelHandlerContext) {
        do {
            isSecure = true
            let serverName = run.target.serverName(ofConnection: number)
            let handler = try NIOSSLClientHandler(context: run.context, serverHostname: serverName)
            try context.pipeline.syncOperations.addHandler(handler, position: .first)
        } catch {
            run.fail(error)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard isSecure else {
            tunnelAnswer.writeBuffer(&bytes)
            let answer = String(buffer: tunnelAnswer)
            guard answer.hasSuffix("\r\n\r\n") else { return }
            guard answer.hasPrefix("HTTP/1.1 200") else { return run.fail(BenchmarkError("no tunnel: \(answer)")) }
            return secure(context)
        }
        run.tally.received(bytes.readableBytes)
        let now = Machine.nanoseconds
        var output = ByteBuffer()
        do throws(BenchmarkError) {
            for sent in try dialect.consume(&bytes, at: now, into: &output) {
                run.answered(sentAt: run.plan.opensConnections ? started : sent, at: now)
                isDone = run.plan.opensConnections
            }
        } catch {
            return run.fail(error)
        }
        guard !run.tally.isDone else { return }
        if isDone {
            context.close(promise: nil)
            run.connect()
        } else if output.readableBytes > 0 {
            context.writeAndFlush(wrapOutboundOut(output), promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted = event else {
            return context.fireUserInboundEventTriggered(event)
        }
        begin(context)
    }

    private func begin(_ context: ChannelHandlerContext) {
        let now = Machine.nanoseconds
        run.tally.begin(at: now)
        var output = ByteBuffer()
        dialect.begin(at: now, into: &output)
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !isDone { run.fail(error) }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        guard !isDone else { return }
        run.fail(BenchmarkError("a connection ended in the middle of the load"))
    }
}

@available(*, unavailable) extension TLSLoadConnection: Sendable {}

import Foundation

/// What benchmarks run with: how long, how often, an origin, and proxies made for them.
final class Workbench {
    /// Seconds of each measured run, and how many runs.
    let seconds: Double
    let runs: Int
    /// Traffic of a soak.
    let gigabytes: Double
    private let directory: String
    private var origin: Peer?

    init(seconds: Double, runs: Int, gigabytes: Double) throws {
        self.seconds = seconds
        self.runs = runs
        self.gigabytes = gigabytes
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        self.directory = directory.path
    }

    deinit {
        origin = nil
        try? FileManager.default.removeItem(atPath: directory)  // a temporary directory: what is left is the system's
    }

    /// A directory of its own for whoever asks.
    func makeDirectory() -> String { directory + "/" + UUID().uuidString }

    private var originDirectory: String { directory + "/origin" }
    private var originAuthority: String { originDirectory + "/ca-cert.pem" }

    private func originPorts() throws -> (plain: Int, tls: Int, names: Int) {
        let arguments = ["origin-role", "--authority-directory", originDirectory]
        let peer = try origin ?? Peer(arguments, processor: Machine.loadProcessor)
        origin = peer
        let ports = peer.greeting.compactMap { Int($0) }
        guard ports.count == 3 else { throw BenchmarkError("the origin said \(peer.greeting)") }
        return (ports[0], ports[1], ports[2])
    }

    /// A proxy in a process of its own, new for every measurement so that its memory is too.
    func makeProxy(screen: ScreenSize? = nil, budget: Int = 1 << 30) throws -> BenchProxy {
        _ = try originPorts()
        var arguments = ["proxy-role", "--directory", makeDirectory(), "--upstream-authority", originAuthority]
        arguments += ["--budget", String(budget)]
        if let screen { arguments += ["--screen", "\(screen)"] }
        return try BenchProxy(Peer(arguments, processor: Machine.proxyProcessor))
    }

    /// A store in a process of its own, filled or soaked as the arguments say, and what came of it.
    func storeFigures(_ arguments: [String]) throws -> StoreFigures {
        let peer = try Peer(
            ["store-role", "--directory", directory] + arguments,
            processor: Machine.proxyProcessor
        )
        let words = try peer.ask("measure")
        guard let figures = StoreFigures(words) else { throw BenchmarkError("the store said \(words)") }
        return figures
    }

    /// Where load goes: through a proxy, or straight where there is none.
    func target(through proxy: BenchProxy?, isTLS: Bool, path: String = Answers.smallPath) throws -> LoadTarget {
        let ports = try originPorts()
        return LoadTarget(
            proxyPort: proxy?.port,
            originPort: isTLS ? ports.tls : ports.plain,
            isTLS: isTLS,
            authorityPath: proxy?.certificatePath ?? originAuthority,
            path: path
        )
    }

    /// Where connections go: each asks once, and the server closes it after its answer.
    func connectionTarget(through proxy: BenchProxy?, namesAreNew: Bool) throws -> LoadTarget {
        let ports = try originPorts()
        return LoadTarget(
            proxyPort: proxy?.port,
            originPort: namesAreNew ? ports.names : ports.tls,
            isTLS: true,
            authorityPath: proxy?.certificatePath ?? originAuthority,
            path: Answers.lastPath,
            namesAreNew: namesAreNew
        )
    }

    /// Runs load on the processor that load has.
    func load(_ plan: LoadPlan, against target: LoadTarget) throws -> LoadResult {
        try Affinity.pinned(to: Machine.loadProcessor) {
            try target.isTLS ? TLSLoad.run(plan, against: target) : PlainLoad.run(plan, against: target)
        }
    }

    /// - Parameter streams: at a time on each connection, over HTTP/2; `nil`: HTTP/1.1.
    func load(
        _ plan: LoadPlan,
        through proxy: BenchProxy?,
        isTLS: Bool,
        streams: Int? = nil
    ) throws -> LoadResult {
        var plan = plan
        plan.meter = proxy?.meter
        // The proxy's process ends with its object.
        return try withExtendedLifetime(proxy) {
            var target = try target(through: proxy, isTLS: isTLS)
            target.streams = streams
            return try load(plan, against: target)
        }
    }

    func eventLoad(_ plan: LoadPlan, through proxy: BenchProxy?, isTLS: Bool) throws -> LoadResult {
        let target = try target(through: proxy, isTLS: isTLS, path: EventStream.path)
        return try withExtendedLifetime(proxy) {
            try Affinity.pinned(to: Machine.loadProcessor) { try TLSLoad.run(plan, against: target) }
        }
    }

    func webSocketLoad(_ plan: LoadPlan, through proxy: BenchProxy?) throws -> LoadResult {
        var plan = plan
        plan.meter = proxy?.meter
        let target = try target(through: proxy, isTLS: false, path: EchoFrames.path)
        return try withExtendedLifetime(proxy) {
            try Affinity.pinned(to: Machine.loadProcessor) { try WebSocketLoad.run(plan, against: target) }
        }
    }

    /// The same measurement, as often as was asked for.
    func repeated<Value>(_ body: () throws -> Value) rethrows -> [Value] {
        var values: [Value] = []
        for _ in 0..<runs { values.append(try body()) }
        return values
    }
}

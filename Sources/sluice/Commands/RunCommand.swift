import ArgumentParser
import FlowKit
import Foundation
import ProxyEngine

/// `sluice run -- COMMAND…`: a program with its traffic recorded.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a command with its traffic recorded.",
        usage: "sluice run [<options>] -- <command> ...",
        discussion: """
            Starts the proxy on a free port and the command with the variables by which common runtimes find a proxy and \
            trust its certificates. Its streams and its exit code pass through; 126 and 127 mean that it could not be run. \
            A summary goes to standard error.

            EXAMPLES:
              sluice run -- curl https://example.com/
              sluice run --har out.har -- npm test
              sluice run --block '~d telemetry' -- ./app --verbose
            """
    )

    @OptionGroup(title: "Capture") var capture: CaptureOptions

    @OptionGroup(title: "Proxy") var common: CommonOptions

    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.")
    var command: [String] = []

    func run() throws {
        // Whatever the parser does not know is the command's.
        if command.first == "--help" || command.first == "-h" { throw CleanExit.helpRequest(self) }
        let command = try Self.command(from: command)
        let child = ChildProcess()
        // Before there are other threads; what the terminal sends reaches the child by itself.
        SignalThread.receive([SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2]) { received in
            if !received.isFromTerminal { child.forward(received.number) }
        }
        let settings = try settings()
        let headless = try Headless(settings: settings, destinations: try capture.destinations()) {}
        let address = try Self.proxyAddress(of: headless.session)
        let variables = try variables(for: address, headless.session, credentials: settings.clientCredentials)
        let result = waitFor { () async -> Result<Int32, ExecutableSearch.Failure> in
            do throws(ExecutableSearch.Failure) {
                return .success(try await child.run(command, variables: variables))
            } catch {
                return .failure(error)
            }
        }
        _ = headless.finish()
        switch result {
        case .success(let code):
            Program.complain(headless.summary.text)
            throw ExitCode(code)
        case .failure(let failure):
            Program.complain(failure.message)
            throw ExitCode(failure.code)
        }
    }

    /// The command without the `--` before it.
    private static func command(from arguments: [String]) throws(UsageError) -> [String] {
        var command = arguments
        if command.first == "--" {
            command.removeFirst()
        } else if let first = command.first, first.hasPrefix("-") {
            let names = SettingKey.allCases.map(\.option) + ["--har", "--jsonl"]
            let hint = CommandNames.nearest(to: first, among: names).map { "did you mean '\($0)'?" }
            throw UsageError(
                "unknown option '\(first)' (\(hint ?? "the command goes after --, see sluice run --help"))"
            )
        }
        guard !command.isEmpty else { throw UsageError("no command to run (write it after --, see sluice run --help)") }
        return command
    }

    /// A free port, unless an option on this command line asks for another.
    private func settings() throws(UsageError) -> Settings {
        var settings = try Settings(options: common, directories: .current)
        if common.listen.isEmpty { settings.useFreePort() }
        if settings.engine.proxyAuthentication != nil, settings.clientCredentials == nil {
            throw UsageError("--proxy-auth-file: the command needs a password to give (set SLUICE_PROXY_AUTH instead)")
        }
        return settings
    }

    /// The listener that a child can be pointed to.
    private static func proxyAddress(of session: ProxySession) throws(ProgramError) -> ListenAddress {
        _ = try session.start()
        let listener = session.listeners.first { $0.problem == nil && $0.spec.mode.isHTTPProxy }
        guard let listener else {
            throw ProgramError("no listener is an HTTP proxy for the command (add one with --listen 127.0.0.1:0)")
        }
        return listener.spec.address
    }

    private func variables(
        for address: ListenAddress,
        _ session: ProxySession,
        credentials: UpstreamProxy.Credentials?
    ) throws(ProgramError) -> [String: String] {
        let environment = ProcessInfo.processInfo.environment
        let files: ClientFiles
        do {
            files = try ClientFiles(
                directory: session.directories.data + "/client",
                certificatePEM: session.authority.certificatePEM,
                systemRoots: SystemRoots.path.flatMap(Self.text) ?? "",
                wgetSettings: Self.text(at: environment["WGETRC"] ?? NSHomeDirectory() + "/.wgetrc") ?? ""
            )
        } catch {
            throw ProgramError("\(error)")
        }
        let place = ProxyEnvironment.Place(
            host: Self.connectable(address.host),
            port: address.port,
            certificate: session.authority.certificatePath,
            bundle: files.bundle,
            javaStore: files.javaStore,
            wgetrc: files.wgetrc,
            phpDirectory: files.phpDirectory,
            nodePreload: files.nodePreload,
            credentials: credentials
        )
        return ProxyEnvironment(place).variables(inheriting: environment)
    }

    /// Where a child on this machine reaches a listener on all addresses.
    private static func connectable(_ host: String) -> String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        default: host
        }
    }

    private static func text(at path: String) -> String? {
        // A file that is not there or not readable adds nothing.
        (try? AtomicFile.contents(of: path, limit: 4 << 20)).map { String(decoding: $0.bytes, as: UTF8.self) }
    }
}

import ArgumentParser
import Dispatch
import FlowKit
import Foundation
import ProxyEngine

/// `sluice record`: the proxy without a screen.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record without a screen, as text, JSON lines or HAR.",
        usage: "sluice record [<options>]",
        discussion: """
            Ends on SIGINT or SIGTERM, after writing all it has; a second one ends it at once. Without --jsonl and --har \
            a line of text per flow goes to standard output.

            EXAMPLES:
              sluice record                               a line of text per flow
              sluice record --jsonl - | jq .url           JSON lines into another program
              sluice record --har out.har --filter '~d x' an archive of one host's flows
              sluice record --listen :0 --print-port      a free port, printed for scripts
            """
    )

    @OptionGroup(title: "Capture") var capture: CaptureOptions

    @Flag(help: "Print the port alone on the first line of standard output.")
    var printPort = false

    @OptionGroup(title: "Proxy") var common: CommonOptions

    func run() throws {
        let destinations = try capture.destinationsOrText()
        let settings = try Settings(options: common, directories: .current)
        let end = EndOfRun()
        end.watch([SIGINT, SIGTERM, SIGHUP])
        let headless = try Headless(settings: settings, destinations: destinations) { end.request() }
        let address = try headless.session.start()
        if printPort { Standard.output.write("\(address.port)\n") }
        let specs = headless.session.listeners.filter { $0.problem == nil }.map(\.spec)
        let places = specs.map { $0.mode == .regular ? $0.address.description : $0.description }
        Program.complain("listening on \(places.joined(separator: ", ")) (Ctrl-C ends)")
        end.wait()
        let isWritten = headless.finish()
        Program.complain(headless.summary.text)
        if !isWritten { throw ExitCode(Program.failureCode) }
    }
}

/// The wish to end a run: a signal, or an output that nobody reads any more.
final class EndOfRun: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let isRequested = OnceFlag()

    /// Takes these signals as the wish to end; a second one ends the process at once.
    func watch(_ signals: [Int32]) {
        SignalThread.receive(signals) { [self] received in
            if !request() { _exit(128 + received.number) }
        }
    }

    /// - Returns: false when it was requested before.
    @discardableResult
    func request() -> Bool {
        guard isRequested.raise() else { return false }
        semaphore.signal()
        return true
    }

    func wait() {
        semaphore.wait()
    }
}

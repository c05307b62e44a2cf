import ArgumentParser
import FlowKit
import Foundation
import ProxyEngine

/// `sluice demo`: a little shop and its visitors, to look around without a client.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Look around with sample traffic, without a client or a network.",
        usage: "sluice demo [<options>]",
        discussion: """
            Servers and visitors run inside this program and end with it; the traffic goes through the real proxy. Rules \
            made here are not kept.

            EXAMPLES:
              sluice demo
              sluice demo --record --rounds 1 --har demo.har
            """
    )

    @Flag(help: "Without a screen, as sluice record does it.")
    var record = false

    @Option(help: ArgumentHelp("How often the visitors do what they do (default: for ever).", valueName: "n"))
    var rounds: Int?

    @OptionGroup(title: "Capture (with --record)") var capture: CaptureOptions

    @OptionGroup(title: "Proxy") var common: CommonOptions

    func validate() throws {
        guard let rounds, rounds < 1 || rounds > 1_000_000 else { return }
        throw ValidationError("--rounds: '\(rounds)' is not a number from 1 to 1000000")
    }

    func run() throws {
        var settings = try Settings(options: common, directories: .current)
        if common.listen.isEmpty { settings.useFreePort() }
        if record { try runHeadless(&settings) } else { try runInteractively(&settings) }
    }

    private func runInteractively(_ settings: inout Settings) throws {
        let demo = try Demo.prepare(&settings, directories: .current)
        var traffic: Task<Void, Never>?
        try Interactive(settings: settings, keepsRules: false).run { address in
            traffic = try demo.start(proxy: address, rounds: rounds)
        }
        traffic?.cancel()
    }

    private func runHeadless(_ settings: inout Settings) throws {
        let end = EndOfRun()
        end.watch([SIGINT, SIGTERM, SIGHUP])
        let demo = try Demo.prepare(&settings, directories: .current)
        let headless = try Headless(
            settings: settings,
            destinations: try capture.destinationsOrText(),
            keepsRules: false
        ) { end.request() }
        let address = try headless.session.start()
        let traffic = try demo.start(proxy: address, rounds: rounds)
        Task.detached {
            await traffic.value
            end.request()
        }
        end.wait()
        traffic.cancel()
        let isWritten = headless.finish()
        Program.complain(headless.summary.text)
        if !isWritten { throw ExitCode(Program.failureCode) }
    }
}

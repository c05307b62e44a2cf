import ArgumentParser
import Foundation

/// The origin's process: says `ready PLAIN-PORT TLS-PORT` and serves until its input ends.
struct OriginRole: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "origin-role", shouldDisplay: false)

    @Option var processor: Int
    /// Where the authority that signs the origin's certificate lives.
    @Option var authorityDirectory: String

    func run() throws {
        Affinity.pin(to: processor)
        signal(SIGPIPE, SIG_IGN)
        let listener = try OwnedDescriptor(listening: 1024)
        let tls = try TLSOrigin(authorityDirectory: authorityDirectory)
        Thread.detachNewThread {
            var plain = PlainOrigin(listener)
            plain.run()
        }
        Peer.serve(greeting: "\(listener.localPort) \(tls.port)") { _ in "" }
    }
}

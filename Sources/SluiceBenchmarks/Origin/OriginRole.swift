import ArgumentParser
import Foundation

/// The origin's process: says `ready PLAIN-PORT TLS-PORT NAMES-PORT` and serves until its input ends.
///
/// The last one has a certificate for all names of a domain.
struct OriginRole: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "origin-role", shouldDisplay: false)

    @Option var processor: Int
    /// Where the authority that signs the origin's certificate lives.
    @Option var authorityDirectory: String

    func run() throws {
        Affinity.pin(to: processor)
        signal(SIGPIPE, SIG_IGN)
        let listener = try OwnedDescriptor(listening: 1024)
        let tls = try TLSOrigin(authorityDirectory: authorityDirectory, host: "localhost")
        let names = try TLSOrigin(authorityDirectory: authorityDirectory, host: "*." + TLSOrigin.domain)
        Thread.detachNewThread {
            var plain = PlainOrigin(listener)
            plain.run()
        }
        Peer.serve(greeting: "\(listener.localPort) \(tls.port) \(names.port)") { _ in "" }
    }
}

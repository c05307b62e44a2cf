/// A proxy in a process of its own.
final class BenchProxy {
    private let peer: Peer
    let port: Int
    let certificatePath: String

    init(_ peer: Peer) throws {
        self.peer = peer
        guard peer.greeting.count == 2, let port = Int(peer.greeting[0]) else {
            throw BenchmarkError("the proxy said \(peer.greeting)")
        }
        self.port = port
        certificatePath = peer.greeting[1]
    }

    var meter: ProcessMeter { peer.meter }

    /// What is in its store, and what its screen did.
    struct Account {
        let flows: Int
        /// What the flows take, as the store reckons.
        let bytes: Int
        let frames: Int
    }

    func account() throws -> Account {
        let words = try peer.ask("account").compactMap { Int($0) }
        guard words.count == 3 else { throw BenchmarkError("the proxy said \(words)") }
        return Account(flows: words[0], bytes: words[1], frames: words[2])
    }
}

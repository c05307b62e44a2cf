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

    /// Flows in its store, and the bytes the store says they take.
    func account() throws -> (flows: Int, bytes: Int) {
        let words = try peer.ask("account").compactMap { Int($0) }
        guard words.count == 2 else { throw BenchmarkError("the proxy said \(words)") }
        return (words[0], words[1])
    }
}

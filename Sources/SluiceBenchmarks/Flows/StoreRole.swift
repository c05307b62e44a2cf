import ArgumentParser
import CAllocation
import Dispatch
import FlowKit

/// A process that fills a store, to be measured alone; says `ready`, and answers with the words of `StoreFigures`.
struct StoreRole: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "store-role", shouldDisplay: false)

    @Option var processor: Int
    /// Where bodies are spilled.
    @Option var directory: String
    /// Flows to record; or else
    @Option var flows: Int?
    /// bytes of heads and bodies.
    @Option var bytes: Int?
    @Option var budget: Int = 1 << 40
    /// Bytes that may be spilled; 0: none.
    @Option var spill: Int = 0

    func run() throws {
        callocation_map_bodies()
        Affinity.pin(to: processor)
        let queue = DispatchQueue(label: "spilling")
        let options = SpillOptions(
            directory: directory,
            limit: spill,
            schedule: { job in queue.async(execute: job) },
            notice: { _ in }
        )
        Peer.serve(greeting: "") { _ in
            var run = StoreRun(budget: budget, spill: spill > 0 ? options : nil, hasLargeBodies: flows == nil)
            return run.run { flowCount, byteCount in flowCount >= flows ?? .max || byteCount >= bytes ?? .max }.words
        }
    }
}

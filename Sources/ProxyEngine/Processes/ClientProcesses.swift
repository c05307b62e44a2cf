internal import Dispatch
import FlowKit
import NIOCore
import Synchronization

/// Finds the processes of clients on this machine: many at once, on a thread of its own, at most a tenth of its time.
///
/// Connections that come while a lookup is under way wait for the next one, which reads the system's tables once for all.
final class ClientProcesses: Sendable {
    private struct State {
        var waiting: [SocketPair: ClientProcess] = [:]
        var isBusy = false
    }

    /// Connections that may wait; further ones are not looked up.
    private static let waitingLimit = 4_096
    /// How many times as long as a lookup took it rests after it.
    private static let restShare = 9

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "client processes", qos: .utility)
    private let owners: SocketOwners?
    private let found: @Sendable (Set<FlowID>) -> Void

    /// - Parameters:
    ///   - owners: `nil` where the system does not tell.
    ///   - found: told of flows that were recorded before their process was known, once it is.
    init(owners: SocketOwners? = .system, found: @escaping @Sendable (Set<FlowID>) -> Void = { _ in }) {
        self.owners = owners
        self.found = found
    }

    /// The process at the other end of a client's connection, which will be known a moment later. Returns at once.
    func process(of client: SocketAddress?, connectedTo server: SocketAddress?) -> ClientProcess {
        guard owners != nil else { return ClientProcess(.unknown("this system is not asked for it")) }
        guard let client = client.flatMap(SocketPair.End.init), let server = server.flatMap(SocketPair.End.init) else {
            return ClientProcess(.unknown("the connection has no addresses"))
        }
        let pair = SocketPair(client: client, server: server)
        guard pair.isLocal else { return ClientProcess(.unknown("the client is on another machine")) }
        let process = ClientProcess()
        let isFirst = state.withLock { state -> Bool? in
            guard state.waiting.count < Self.waitingLimit else { return nil }
            state.waiting[pair] = process
            defer { state.isBusy = true }
            return !state.isBusy
        }
        guard let isFirst else { return ClientProcess(.unknown("too many connections came at once")) }
        if isFirst { queue.async { self.lookUp() } }
        return process
    }

    private func lookUp() {
        let batch = state.withLock { state in
            defer { state.waiting = [:] }
            return state.waiting
        }
        let start = DispatchTime.now().uptimeNanoseconds
        let owners = owners?.find(Set(batch.keys)) ?? [:]
        for (pair, process) in batch {
            let flows = process.resolve(owners[pair] ?? .unknown("it closed the connection before it was looked for"))
            if !flows.isEmpty { found(flows) }
        }
        let nanoseconds = DispatchTime.now().uptimeNanoseconds &- start
        queue.asyncAfter(deadline: .now() + .nanoseconds(Self.restShare * Int(clamping: nanoseconds))) {
            let isDone = self.state.withLock { state in
                state.isBusy = !state.waiting.isEmpty
                return !state.isBusy
            }
            if !isDone { self.lookUp() }
        }
    }
}

extension SocketPair.End {
    init?(_ address: SocketAddress) {
        guard let text = address.ipAddress, let ip = IPAddress(text), let port = address.port else { return nil }
        self.init(ip, port: UInt16(truncatingIfNeeded: port))
    }
}

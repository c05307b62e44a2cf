import NIOCore

/// Idle connections to one upstream, the one used last at the end. Stays while the pool has it, empty or not: what is taken
/// comes back soon.
final class IdleConnections {
    fileprivate var connections: [UpstreamConnection] = []
    fileprivate var isInPool = true
}

@available(*, unavailable) extension IdleConnections: Sendable {}

/// Idle connections of one event loop, kept for the next request to the same upstream. Confined to that loop.
final class UpstreamPool {
    private var shelves: [Upstream: IdleConnections] = [:]
    private var idleCount = 0
    private let eventLoop: any EventLoop
    private var isSweeping = false

    private static let perUpstreamLimit = 64
    private static let totalLimit = 512
    private static let idleTimeout = TimeAmount.seconds(60)

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// The connection used last, which is the likeliest to be open still; `nil` when there is none.
    func take(_ upstream: Upstream) -> UpstreamConnection? {
        guard let shelf = shelves[upstream] else { return nil }
        while let connection = shelf.connections.popLast() {
            idleCount -= 1
            connection.pool = nil
            if !connection.isClosed, !connection.isInputClosed { return connection }
        }
        return nil
    }

    func hasIdle(_ upstream: Upstream) -> Bool { !(shelves[upstream]?.connections.isEmpty ?? true) }

    func put(_ connection: UpstreamConnection) {
        guard !connection.isClosed, !connection.isInputClosed else { return connection.close() }
        let shelf = shelf(for: connection)
        guard idleCount < Self.totalLimit, shelf.connections.count < Self.perUpstreamLimit else {
            return connection.close()
        }
        connection.owner = nil
        connection.lastUse = .now()
        connection.pool = self
        connection.shelf = shelf
        shelf.connections.append(connection)
        idleCount += 1
        // Reading may have been held back for the last owner; an idle connection must see the server close it.
        connection.resumeReading()
        scheduleSweep()
    }

    private func shelf(for connection: UpstreamConnection) -> IdleConnections {
        if let shelf = connection.shelf, shelf.isInPool { return shelf }
        let shelf = shelves[connection.upstream] ?? IdleConnections()
        shelves[connection.upstream] = shelf
        return shelf
    }

    func closeAll() {
        let all = shelves.values.flatMap(\.connections)
        for shelf in shelves.values { shelf.connections = [] }
        idleCount = 0
        for connection in all {
            connection.pool = nil
            connection.close()
        }
    }

    /// Forgets a connection that is being closed.
    func remove(_ connection: UpstreamConnection) {
        connection.pool = nil
        guard let shelf = connection.shelf, let index = shelf.connections.firstIndex(where: { $0 === connection })
        else {
            return
        }
        shelf.connections.remove(at: index)
        idleCount -= 1
    }

    private func scheduleSweep() {
        guard !isSweeping else { return }
        isSweeping = true
        eventLoop.assumeIsolated().scheduleTask(in: .seconds(5)) { [weak self] in self?.sweep() }
    }

    private func sweep() {
        isSweeping = false
        let deadline = NIODeadline.now() - Self.idleTimeout
        for connection in shelves.values.flatMap(\.connections) where connection.lastUse < deadline {
            remove(connection)
            connection.close()
        }
        for (upstream, shelf) in shelves where shelf.connections.isEmpty {
            shelf.isInPool = false
            shelves[upstream] = nil
        }
        if !shelves.isEmpty { scheduleSweep() }
    }
}

@available(*, unavailable) extension UpstreamPool: Sendable {}

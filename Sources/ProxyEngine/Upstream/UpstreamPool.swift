import NIOCore

/// Idle connections of one event loop, kept for the next request to the same upstream. Confined to that loop.
final class UpstreamPool {
    private var idle: [Upstream: [UpstreamConnection]] = [:]
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
        while let connection = idle[upstream]?.popLast() {
            idleCount -= 1
            if idle[upstream]?.isEmpty ?? false { idle[upstream] = nil }
            connection.pool = nil
            if !connection.isClosed, !connection.isInputClosed { return connection }
        }
        return nil
    }

    func hasIdle(_ upstream: Upstream) -> Bool { idle[upstream] != nil }

    func put(_ connection: UpstreamConnection) {
        guard !connection.isClosed, !connection.isInputClosed else { return connection.close() }
        guard idleCount < Self.totalLimit, idle[connection.upstream, default: []].count < Self.perUpstreamLimit else {
            return connection.close()
        }
        connection.owner = nil
        connection.lastUse = .now()
        connection.pool = self
        idle[connection.upstream, default: []].append(connection)
        idleCount += 1
        // Reading may have been held back for the last owner; an idle connection must see the server close it.
        connection.resumeReading()
        scheduleSweep()
    }

    func closeAll() {
        let all = idle.values.flatMap(\.self)
        idle = [:]
        idleCount = 0
        for connection in all {
            connection.pool = nil
            connection.close()
        }
    }

    /// Forgets a connection that is being closed.
    func remove(_ connection: UpstreamConnection) {
        connection.pool = nil
        guard let index = idle[connection.upstream]?.firstIndex(where: { $0 === connection }) else { return }
        idle[connection.upstream]?.remove(at: index)
        idleCount -= 1
        if idle[connection.upstream]?.isEmpty ?? false { idle[connection.upstream] = nil }
    }

    private func scheduleSweep() {
        guard !isSweeping else { return }
        isSweeping = true
        eventLoop.assumeIsolated().scheduleTask(in: .seconds(5)) { [weak self] in self?.sweep() }
    }

    private func sweep() {
        isSweeping = false
        let deadline = NIODeadline.now() - Self.idleTimeout
        for connection in idle.values.flatMap(\.self) where connection.lastUse < deadline {
            remove(connection)
            connection.close()
        }
        if idleCount > 0 { scheduleSweep() }
    }
}

@available(*, unavailable) extension UpstreamPool: Sendable {}

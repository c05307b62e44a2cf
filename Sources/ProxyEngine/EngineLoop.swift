import FlowKit
import NIOCore

/// What the connections of one event loop share. Confined to that loop.
final class EngineLoop {
    let services: EngineServices
    let eventLoop: any EventLoop
    let pool: UpstreamPool
    let connector: UpstreamConnector
    private var clients: [ObjectIdentifier: ClientConnection] = [:]
    private var replays: [ObjectIdentifier: ReplayClient] = [:]
    /// Reports of what passed just after another report.
    let laterReports: ReportQueue
    /// First reports: most exchanges are over before theirs is due, and are written once.
    let firstReports: ReportQueue
    private var streams: [FlowID: TappedStream] = [:]

    init(services: EngineServices, eventLoop: any EventLoop) {
        self.services = services
        self.eventLoop = eventLoop
        pool = UpstreamPool(eventLoop: eventLoop)
        connector = UpstreamConnector(services: services, eventLoop: eventLoop)
        laterReports = ReportQueue(eventLoop: eventLoop, delay: FlowRecorder.reportInterval)
        firstReports = ReportQueue(eventLoop: eventLoop, delay: .milliseconds(10))
    }

    func add(_ client: ClientConnection) {
        clients[ObjectIdentifier(client)] = client
    }

    func remove(_ client: ClientConnection) {
        clients[ObjectIdentifier(client)] = nil
    }

    func add(_ replay: ReplayClient) {
        replays[ObjectIdentifier(replay)] = replay
    }

    func remove(_ replay: ReplayClient) {
        replays[ObjectIdentifier(replay)] = nil
    }

    func add(_ stream: TappedStream) {
        streams[stream.flowID] = stream
    }

    func remove(_ stream: TappedStream) {
        streams[stream.flowID] = nil
    }

    /// - Returns: false where the flow is no open stream of this loop.
    func inject(
        _ message: OutgoingMessage,
        into id: FlowID,
        toward receiver: StreamMessage.Sender
    ) throws(EngineError) -> Bool {
        guard let stream = streams[id] else { return false }
        try stream.inject(message, toward: receiver)
        return true
    }

    /// A connection that is there already, for those who wait for one.
    func succeeded(_ connection: UpstreamConnection) -> EventLoopFuture<UpstreamConnection> {
        eventLoop.assumeIsolated().makeSucceededFuture(connection)
    }

    /// Closes everything: the engine stops.
    func closeAll() {
        let reason = FlowError(.clientClosed, "Sluice was stopped")
        for client in Array(clients.values) { client.close(because: reason) }
        for replay in Array(replays.values) { replay.stop(because: reason) }
        pool.closeAll()
    }
}

@available(*, unavailable) extension EngineLoop: Sendable {}

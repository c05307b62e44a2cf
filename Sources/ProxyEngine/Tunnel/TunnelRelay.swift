import FlowKit
import NIOCore
import NIOSSL

/// Passes bytes between a client and a server as they are, counting them; either side may end before the other.
///
/// Confined to the event loop both channels share.
final class TunnelRelay {
    /// Holds this relay while it lasts.
    private let client: ClientConnection
    private let connection: UpstreamConnection
    private let recorder: FlowRecorder
    private var counts: TunnelCounts
    private var isClientDone = false
    private var isServerDone = false
    /// Set where the protocol is one that we can read.
    private var tapped: TappedStream?

    convenience init(
        client: ClientConnection,
        connection: UpstreamConnection,
        recorder: FlowRecorder,
        protocolName: String
    ) {
        let counts = TunnelCounts(protocolName: protocolName)
        self.init(client: client, connection: connection, recorder: recorder, counts: counts)
    }

    /// - Parameter counts: what is known of the tunnel, to count on from.
    init(client: ClientConnection, connection: UpstreamConnection, recorder: FlowRecorder, counts: TunnelCounts) {
        self.client = client
        self.connection = connection
        self.recorder = recorder
        self.counts = counts
    }

    /// Has the tap read along from the first byte on, where what it reads is kept.
    func insert(_ tap: any StreamTap) {
        guard recorder.isRecording else { return }
        tapped = TappedStream(tap, carrier: self, recorder: recorder, loop: client.loop)
    }

    /// Takes the connection over.
    ///
    /// - Parameter rest: bytes the server sent before the relay began.
    func begin(fromServer rest: ByteBuffer) {
        connection.take(for: self)
        recorder.note { $0.tunnel = counts }
        recorder.report()
        if rest.readableBytes > 0 { upstreamRead(rest) }
        client.flush()
        if connection.isInputClosed { upstreamInputClosed() }
        if connection.isClosed { return upstreamClosed(error: nil) }
        connection.resumeReading()
    }

    private func reportCounts() {
        recorder.note { $0.tunnel = counts }
        recorder.reportProgress()
    }

    private func finish(_ error: FlowError? = nil) {
        tapped?.close()
        recorder.note { $0.tunnel = counts }
        recorder.finish(error: error)
    }

    // MARK: - The client

    var isReadyForClientBytes: Bool { connection.isWritable }

    func clientRead(_ bytes: inout ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        counts.bytesFromClient += bytes.readableBytes
        connection.write(tapped?.receive(bytes, from: .client) ?? bytes)
        bytes = ByteBuffer()
    }

    func flushToServer() {
        connection.flush()
        reportCounts()
    }

    func clientBecameWritable() {
        connection.resumeReading()
    }

    func clientInputClosed() {
        guard !isClientDone else { return }
        isClientDone = true
        connection.flush()
        if isServerDone { return closeBoth() }
        connection.closeOutput()
    }

    /// - Parameter error: why, unless it was the client's own wish.
    func clientClosed(_ error: FlowError?) {
        finish(error)
        connection.closeAfterWriting()
    }

    private func closeBoth() {
        finish()
        connection.closeAfterWriting()
        client.closeAfterWriting()
    }
}

extension TunnelRelay: UpstreamOwner {
    var isReadyForUpstreamBytes: Bool { client.isWritable }

    func upstreamRead(_ bytes: ByteBuffer) {
        counts.bytesFromServer += bytes.readableBytes
        client.noteActivity()
        client.write(tapped?.receive(bytes, from: .server) ?? bytes)
    }

    func upstreamReadComplete() {
        client.flush()
        reportCounts()
    }

    func upstreamInputClosed() {
        isServerDone = true
        client.flush()
        if isClientDone { return closeBoth() }
        client.closeOutput()
    }

    func upstreamClosed(error: (any Error)?) {
        // Whether anything is missing is known only to those who speak the protocol inside.
        let isCutOff = if case NIOSSLError.uncleanShutdown? = error { true } else { false }
        let failure = isCutOff ? nil : error
        finish(failure.map { FlowError(.upstreamClosed, "the server's connection failed: \(wordsForLoss($0))") })
        client.closeAfterWriting()
    }

    func upstreamWritabilityChanged() {
        if connection.isWritable { client.resumeReading() }
    }
}

extension TunnelRelay: StreamCarrier {
    func send(_ bytes: ByteBuffer, toward receiver: StreamMessage.Sender) {
        switch receiver {
        case .client:
            client.write(bytes)
            client.flush()
        case .server:
            connection.write(bytes)
            connection.flush()
        }
    }
}

@available(*, unavailable) extension TunnelRelay: Sendable {}

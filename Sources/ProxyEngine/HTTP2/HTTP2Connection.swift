internal import NIOCore

/// One side of an HTTP/2 connection (RFC 9113), without a socket: bytes in, events out; orders in, bytes out.
///
/// The owner gives what it reads to ``nextEvent(_:now:)`` until that is `nil`, carries out orders as they come, and after
/// each batch of either writes what ``takeOutput(atMost:)`` returns, for as long as its socket takes more. While
/// ``isBacklogged`` it reads no further. Orders for streams that have ended meanwhile are ignored: the event that says
/// so is on its way.
///
/// Everything it holds is bounded: received content by the windows, which open only as ``consumed(_:on:)`` says; queued
/// content by the owner, who heeds ``isWritable(_:)``; all else by ``HTTP2Limits``.
struct HTTP2Connection {
    enum Role: Sendable {
        /// The client's side: we are its server.
        case server
        /// The server's side: we are its client.
        case client
    }

    enum Phase {
        case awaitingPreface
        case awaitingSettings
        case open
        /// After an error of the connection: the last output is a GOAWAY.
        case closed
    }

    let role: Role
    let limits: HTTP2Limits
    /// Ours, as announced last.
    private(set) var settings: HTTP2Settings
    /// The peer's, as valid now.
    var peerSettings = HTTP2Settings()
    var hasPeerSettings = false

    var phase: Phase
    var now = NIODeadline.uptimeNanoseconds(0)
    var events = CircularBuffer<Event>(initialCapacity: 2)
    var floods: HTTP2FloodGuard

    var decoder: HPACKDecoder
    var encoder = HPACKEncoder(tableLimit: 4_096)
    /// A header block of which frames are still to come.
    var block: HeaderBlock?
    private var unacknowledgedSettings = 0
    /// Since when the oldest of them is waited for, as far as we were told the time.
    private var settingsSent: NIODeadline?
    /// How many streams the peer may open: until it has acknowledged a lower limit, it goes by the one before.
    private(set) var enforcedStreamLimit: UInt32

    var streams: [HTTP2StreamID: HTTP2Stream] = [:]
    var closedStreams = HTTP2ClosedStreams()
    /// Streams that are open or half-closed, in either sense of the concurrency limit: all are opened by the client.
    private(set) var openStreamCount = 0
    /// The highest the peer has opened.
    var lastPeerStreamID = HTTP2StreamID.connection
    var nextStreamID: HTTP2StreamID = 1

    /// The last stream of which our GOAWAY said that it is handled.
    var sentGoAway: HTTP2StreamID?
    /// The same of the peer's.
    var receivedGoAway: HTTP2StreamID?

    var sendWindow = 65_535
    var receiveWindow: HTTP2Window
    /// What is left of `HTTP2Limits.spareWindow`.
    private var spareWindow: Int
    /// What the owner holds, beside the windows' content, that came over this connection and others: room not to give.
    var heldElsewhere = 0
    /// Content queued for all streams.
    var queuedContentByteCount = 0
    /// Streams that have something to send, in the order of their turns.
    var line = CircularBuffer<HTTP2StreamID>(initialCapacity: 8)
    var output = ByteBuffer()
    /// Acknowledgements and resets in `output`.
    var queuedAnswers = 0

    /// Queues what this side says first: the preface of a client, SETTINGS, and the connection's window opened.
    ///
    /// - Parameter settings: what to announce. Of them initialWindowSize, maxFrameSize and headerTableSize hold for good.
    init(role: Role, settings: HTTP2Settings = .proxy, limits: HTTP2Limits = .standard) {
        self.role = role
        self.limits = limits
        self.settings = settings
        enforcedStreamLimit = settings.maxConcurrentStreams ?? .max
        phase = role == .server ? .awaitingPreface : .awaitingSettings
        floods = HTTP2FloodGuard(limits: limits)
        // Until the peer has seen our limit, it goes by the initial one.
        decoder = HPACKDecoder(
            tableLimit: max(4_096, Int(settings.headerTableSize)),
            fieldsLimit: limits.fieldsBytes
        )
        receiveWindow = HTTP2Window(65_535, growingTo: limits.connectionWindow)
        spareWindow = limits.spareWindow
        if role == .client { output.writeBytes(HTTP2Frame.preface) }
        writeSettings(changing: HTTP2Settings())
        receiveWindow.raiseTarget(to: limits.connectionWindow)
        let increment = receiveWindow.open()
        if increment > 0 { output.writeHTTP2WindowUpdate(increment, on: .connection) }
    }

    /// Goes on from an HTTP/1.1 request with `Upgrade: h2c` (RFC 7540 §3.2): it is stream 1, and complete. Role `.server`.
    ///
    /// The client's preface is still to come.
    ///
    /// - Parameter peer: what the request's HTTP2-Settings field said.
    mutating func beginUpgraded(from peer: HTTP2Settings) {
        adopt(peer)
        lastPeerStreamID = 1
        var stream = newStream(isOpened: true)
        stream.isRemoteClosed = true
        open(stream, as: 1)
    }

    /// The same for a request of ours that the server has agreed to answer in HTTP/2. Role `.client`.
    ///
    /// - Parameter isHead: the request's method is HEAD.
    mutating func beginUpgraded(isHead: Bool) {
        nextStreamID = 3
        var stream = newStream(isOpened: true)
        stream.isLocalClosed = true
        stream.answersHead = isHead
        open(stream, as: 1)
        widen(1)
    }

    /// Announces other settings; of ours, those that size windows, frames and tables stay as they are.
    mutating func updateSettings(_ settings: HTTP2Settings) {
        guard phase != .closed else { return }
        let previous = self.settings
        self.settings = settings
        self.settings.initialWindowSize = previous.initialWindowSize
        self.settings.maxFrameSize = previous.maxFrameSize
        self.settings.headerTableSize = previous.headerTableSize
        // RFC 8441 §3: once given, it cannot be taken back.
        if previous.isConnectProtocolEnabled { self.settings.isConnectProtocolEnabled = true }
        guard self.settings != previous else { return }
        enforcedStreamLimit = max(enforcedStreamLimit, settings.maxConcurrentStreams ?? .max)
        writeSettings(changing: previous)
    }

    private mutating func writeSettings(changing previous: HTTP2Settings) {
        var payload = ByteBuffer()
        settings.writeChanges(from: previous, isServer: role == .server, into: &payload)
        output.writeHTTP2FrameHeader(HTTP2Frame.Kind.settings, on: .connection, byteCount: payload.readableBytes)
        output.writeBuffer(&payload)
        unacknowledgedSettings += 1
    }

    /// The peer has taken in our settings.
    mutating func settingsWereAcknowledged() {
        guard unacknowledgedSettings > 0 else { return }
        unacknowledgedSettings -= 1
        settingsSent = nil
        guard unacknowledgedSettings == 0 else { return }
        decoder.setTableLimit(Int(settings.headerTableSize))
        enforcedStreamLimit = settings.maxConcurrentStreams ?? .max
    }

    /// A peer that goes on speaking must do in time what it owes us: one that is silent is its owner's to end.
    mutating func checkTime() throws(HTTP2Error) {
        if let block, now - block.began > limits.blockTime {
            throw .connection(.enhanceYourCalm, "the header block of stream \(block.streamID) does not end")
        }
        guard unacknowledgedSettings > 0 else { return }
        let since = settingsSent ?? now
        settingsSent = since
        guard now - since > limits.settingsTime else { return }
        throw .connection(.settingsTimeout, "SETTINGS were not acknowledged in time")
    }
}

// MARK: - State

extension HTTP2Connection {
    /// Whether it ended with an error of the connection. What is still to be taken as output should be flushed.
    var isClosed: Bool { phase == .closed }

    /// Either side has said that no new streams are welcome.
    var isGoingAway: Bool { sentGoAway != nil || receivedGoAway != nil || phase == .closed }

    /// The peer has not acknowledged our settings yet (RFC 9113 §6.5.3: the owner may give it a time).
    var awaitsSettingsAcknowledgement: Bool { unacknowledgedSettings > 0 }

    /// Bytes to be taken as output now, content of streams not counted.
    var queuedByteCount: Int { output.readableBytes }

    /// The peer sends, and does not take our answers: read no more from it until it does.
    var isBacklogged: Bool {
        output.readableBytes >= limits.queuedBytes / 16 || queuedAnswers >= limits.queuedAnswers / 2
    }

    /// Heads and answers that the peer does not take have piled up beyond all measure.
    var isOverfull: Bool { output.readableBytes > limits.queuedBytes }

    func newStream(isOpened: Bool) -> HTTP2Stream {
        HTTP2Stream(
            sendWindow: Int(peerSettings.initialWindowSize),
            receiveWindow: HTTP2Window(Int(settings.initialWindowSize), growingTo: limits.streamWindow),
            isOpened: isOpened
        )
    }

    mutating func open(_ stream: HTTP2Stream, as id: HTTP2StreamID) {
        streams[id] = stream
        openStreamCount += 1
    }

    /// By how much windows may become larger now.
    var windowRoom: Int { max(0, spareWindow - heldElsewhere) }

    /// Opens the window of a stream of ours further than all have it, if there is room.
    mutating func widen(_ id: HTTP2StreamID) {
        guard let index = streams.index(forKey: id) else { return }
        let target = streams.values[index].receiveWindow.target
        let growth = min(limits.openedWindow - target, windowRoom)
        guard growth > 0 else { return }
        streams.values[index].receiveWindow.raiseTarget(to: target + growth)
        spareWindow -= growth
        output.writeHTTP2WindowUpdate(streams.values[index].receiveWindow.open(), on: id)
    }

    /// Content of a stream was passed on.
    ///
    /// - Returns: the increment of its window to send.
    mutating func releaseWindow(at index: Dictionary<HTTP2StreamID, HTTP2Stream>.Index, _ byteCount: Int) -> Int {
        let target = streams.values[index].receiveWindow.target
        let increment = streams.values[index].receiveWindow.release(byteCount, room: windowRoom)
        spareWindow -= streams.values[index].receiveWindow.target - target
        return increment
    }

    mutating func removeStream(at index: Dictionary<HTTP2StreamID, HTTP2Stream>.Index) {
        let stream = streams.remove(at: index).value
        spareWindow += stream.receiveWindow.target - Int(settings.initialWindowSize)
        queuedContentByteCount -= stream.queue.byteCount
    }

    /// Forgets a stream that was reset, and the bytes of it that wait somewhere.
    mutating func abandon(_ id: HTTP2StreamID, _ end: HTTP2ClosedStreams.End) {
        guard let index = streams.index(forKey: id) else { return }
        let stream = streams.values[index]
        removeStream(at: index)
        if !stream.isClosed {
            openStreamCount -= 1
            closedStreams.note(id, end)
        }
        release(stream.receiveWindow.held)
    }

    /// Takes note that one side of a stream has ended, when both have.
    mutating func closeIfComplete(_ index: Dictionary<HTTP2StreamID, HTTP2Stream>.Index) {
        guard streams.values[index].isClosed else { return }
        let id = streams.keys[index]
        openStreamCount -= 1
        closedStreams.note(id, .complete)
        floods.noteCompletedStream()
        // Until its content is passed on, it counts against the connection's window.
        if streams.values[index].receiveWindow.held == 0 { removeStream(at: index) }
    }
}

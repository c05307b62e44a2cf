import Foundation

/// The origin in the clear: one thread, `poll` and the bare system calls.
///
/// Understands what `LoadTarget` sends: requests without bodies, one at a time, each in one packet.
struct PlainOrigin {
    private static let bufferByteCount = 64 << 10

    private let listener: OwnedDescriptor
    private var polled: [pollfd]
    private var clients: [OwnedDescriptor] = []
    /// By client: bytes of a large body still to be sent.
    private var owed: [Int] = []
    /// By client: `nil` before it opens a WebSocket, then bytes of a message that is not whole yet.
    private var unfinished: [Int?] = []
    /// Clients that are sent events, and when they were last.
    private var listeners: Set<Int32> = []
    private var lastEvent = 0

    init(_ listener: OwnedDescriptor) {
        self.listener = listener
        polled = [pollfd(fd: listener.number, events: Int16(POLLIN), revents: 0)]
    }

    /// Serves for ever, on the calling thread.
    mutating func run() -> Never {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferByteCount, alignment: 16)
        while true {
            let count = poll(&polled, nfds_t(polled.count), listeners.isEmpty ? -1 : Int32(EventStream.milliseconds))
            sendEvents()
            guard count > 0 else { continue }
            // Downwards: a client that goes is replaced by the last one, which was served already.
            for index in clients.indices.reversed() where polled[index + 1].revents != 0 {
                if !serve(index, buffer) { remove(index) }
            }
            if polled[0].revents != 0 { acceptAll() }
        }
    }

    private mutating func acceptAll() {
        while let client = OwnedDescriptor(acceptingFrom: listener) {
            polled.append(pollfd(fd: client.number, events: Int16(POLLIN), revents: 0))
            clients.append(client)
            owed.append(0)
            unfinished.append(nil)
        }
    }

    private mutating func sendEvents() {
        guard !listeners.isEmpty, Machine.nanoseconds - lastEvent >= EventStream.milliseconds * 1_000_000 else {
            return
        }
        lastEvent = Machine.nanoseconds
        for listener in listeners {
            let event = EventStream.event()
            _ = write(listener, event, event.count)  // one that is gone is seen by `poll`
        }
    }

    private mutating func remove(_ index: Int) {
        listeners.remove(polled[index + 1].fd)
        clients.swapAt(index, clients.count - 1)
        clients.removeLast()
        owed.swapAt(index, owed.count - 1)
        owed.removeLast()
        unfinished.swapAt(index, unfinished.count - 1)
        unfinished.removeLast()
        polled.swapAt(index + 1, polled.count - 1)
        polled.removeLast()
    }

    /// - Returns: false when the client is gone.
    private mutating func serve(_ index: Int, _ buffer: UnsafeMutableRawBufferPointer) -> Bool {
        if owed[index] > 0 { return sendOwed(index) }
        let descriptor = polled[index + 1].fd
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        if let earlier = unfinished[index] { return echo(earlier + count, index) }
        switch Answers.question(buffer[..<count]) {
        case nil:
            return false
        case .webSocket:
            unfinished[index] = 0
            return write(descriptor, EchoFrames.accepted, EchoFrames.accepted.count) == EchoFrames.accepted.count
        case .events:
            listeners.insert(descriptor)
            return write(descriptor, EventStream.head, EventStream.head.count) == EventStream.head.count
        case .small:
            return write(descriptor, Answers.small, Answers.small.count) == Answers.small.count
        case .last:
            _ = write(descriptor, Answers.last, Answers.last.count)  // it is closed in any case
            return false
        case .large(let byteCount):
            let head = Answers.head(contentType: "application/octet-stream", byteCount: byteCount)
            guard write(descriptor, head, head.count) == head.count else { return false }
            owed[index] = byteCount
            return sendOwed(index)
        }
    }

    /// Answers the messages that so many bytes make; what waits to be read fits the socket's buffer.
    private mutating func echo(_ byteCount: Int, _ index: Int) -> Bool {
        let (messages, rest) = byteCount.quotientAndRemainder(dividingBy: EchoFrames.question.count)
        unfinished[index] = rest
        guard messages > 0 else { return true }
        let answers = [[UInt8]](repeating: EchoFrames.answer, count: messages).flatMap(\.self)
        return write(polled[index + 1].fd, answers, answers.count) == answers.count
    }

    private mutating func sendOwed(_ index: Int) -> Bool {
        let descriptor = polled[index + 1].fd
        while owed[index] > 0 {
            let count = write(descriptor, Answers.block, min(owed[index], Answers.block.count))
            guard count > 0 else {
                guard errno == EAGAIN || errno == EINTR else { return false }
                break
            }
            owed[index] -= count
        }
        polled[index + 1].events = Int16(owed[index] > 0 ? POLLOUT : POLLIN)
        return true
    }
}

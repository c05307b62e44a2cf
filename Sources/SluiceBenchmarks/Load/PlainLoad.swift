import Foundation

/// Load in the clear: one thread, `poll` and the bare system calls, so that the proxy is what is measured.
struct PlainLoad {
    /// A read this short of the buffer has emptied the socket.
    private static let bufferByteCount = 256 << 10
    private static let stallMilliseconds: Int32 = 10_000

    private struct Slot {
        var reader = AnswerReader()
        var sent = 0
    }

    /// Runs on the calling thread until the plan is through.
    static func run(_ plan: LoadPlan, against target: LoadTarget) throws -> LoadResult {
        let sockets = try (0..<plan.connections).map { _ in try OwnedDescriptor(connectingTo: target.port) }
        let request = target.request
        var polled = sockets.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
        var slots = [Slot](repeating: Slot(), count: sockets.count)
        var tally = LoadTally(plan)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferByteCount, alignment: 16)
        defer { buffer.deallocate() }

        tally.begin(at: Machine.nanoseconds)
        for index in slots.indices {
            slots[index].sent = Machine.nanoseconds
            try send(request, to: polled[index].fd)
        }
        while !tally.isDone {
            guard poll(&polled, nfds_t(polled.count), stallMilliseconds) > 0 else {
                throw BenchmarkError("no answer for \(stallMilliseconds / 1000) s")
            }
            for index in slots.indices where polled[index].revents != 0 {
                guard try receive(polled[index].fd, buffer, &slots[index], &tally) else { continue }
                try send(request, to: polled[index].fd)
            }
        }
        return withExtendedLifetime(sockets) { tally.result }
    }

    /// - Returns: true when the answer is complete and the next request is due.
    private static func receive(
        _ descriptor: Int32,
        _ buffer: UnsafeMutableRawBufferPointer,
        _ slot: inout Slot,
        _ tally: inout LoadTally
    ) throws -> Bool {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        guard count > 0 else {
            if count < 0, errno == EAGAIN || errno == EINTR { return false }
            throw BenchmarkError("a connection ended in the middle of the load")
        }
        tally.received(count)
        guard try slot.reader.consume(UnsafeRawBufferPointer(rebasing: buffer[..<count])) > 0 else { return false }
        let now = Machine.nanoseconds
        tally.answered(sentAt: slot.sent, at: now)
        slot.sent = now
        return !tally.isDone
    }

    /// A request is far smaller than a socket's buffer: it goes whole or the connection is broken.
    private static func send(_ request: [UInt8], to descriptor: Int32) throws {
        guard write(descriptor, request, request.count) == request.count else {
            throw BenchmarkError("a request could not be sent: \(String(cString: strerror(errno)))")
        }
    }
}

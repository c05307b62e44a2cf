import Foundation

/// Messages through WebSockets that echo them: one thread, `poll` and the bare system calls.
struct WebSocketLoad {
    /// Messages of each connection that are on their way at one time.
    static let window = 32
    private static let bufferByteCount = 64 << 10
    private static let stallMilliseconds: Int32 = 10_000

    private struct Slot {
        var unfinishedByteCount = 0
        var sent = 0
    }

    /// Runs on the calling thread until the plan is through; its answers are echoes.
    static func run(_ plan: LoadPlan, against target: LoadTarget) throws -> LoadResult {
        let sockets = try (0..<plan.connections).map { _ in try open(target) }
        var polled = sockets.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
        var slots = [Slot](repeating: Slot(), count: sockets.count)
        var tally = LoadTally(plan)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferByteCount, alignment: 16)
        defer { buffer.deallocate() }

        tally.begin(at: Machine.nanoseconds)
        for index in slots.indices {
            slots[index].sent = Machine.nanoseconds
            try send(window, to: polled[index].fd)
        }
        while !tally.isDone {
            guard poll(&polled, nfds_t(polled.count), stallMilliseconds) > 0 else {
                throw BenchmarkError("no echo for \(stallMilliseconds / 1000) s")
            }
            for index in slots.indices where polled[index].revents != 0 {
                let count = read(polled[index].fd, buffer.baseAddress, buffer.count)
                guard count > 0 else { throw BenchmarkError("a WebSocket ended in the middle of the load") }
                tally.received(count)
                let byteCount = slots[index].unfinishedByteCount + count
                let (echoes, unfinished) = byteCount.quotientAndRemainder(dividingBy: EchoFrames.answer.count)
                slots[index].unfinishedByteCount = unfinished
                let now = Machine.nanoseconds
                for _ in 0..<echoes { tally.answered(sentAt: slots[index].sent, at: now) }
                slots[index].sent = now
                if echoes > 0, !tally.isDone { try send(echoes, to: polled[index].fd) }
            }
        }
        return withExtendedLifetime(sockets) { tally.result }
    }

    /// Connects and waits for the 101.
    private static func open(_ target: LoadTarget) throws -> OwnedDescriptor {
        let socket = try OwnedDescriptor(connectingTo: target.port)
        let request = target.request
        _ = write(socket.number, request, request.count)
        var head: [UInt8] = []
        while !head.reversed().starts(with: [10, 13, 10, 13]) {
            var polled = pollfd(fd: socket.number, events: Int16(POLLIN), revents: 0)
            var byte: UInt8 = 0
            guard poll(&polled, 1, stallMilliseconds) > 0, read(socket.number, &byte, 1) == 1 else {
                throw BenchmarkError("no WebSocket was opened")
            }
            head.append(byte)
        }
        guard head.starts(with: "HTTP/1.1 101 ".utf8) else {
            throw BenchmarkError("no WebSocket but: \(String(decoding: head.prefix(200), as: UTF8.self))")
        }
        return socket
    }

    private static let questions = (0..<window).flatMap { _ in EchoFrames.question }

    private static func send(_ count: Int, to descriptor: Int32) throws {
        let byteCount = min(count, window) * EchoFrames.question.count
        guard write(descriptor, questions, byteCount) == byteCount else {
            throw BenchmarkError("messages could not be sent: \(String(cString: strerror(errno)))")
        }
    }
}

import Dispatch
import FlowKit
import Foundation
import Synchronization
import Testing

@testable import sluice

@Suite struct CaptureWriterTests {
    /// Records flows of 10 KB while nobody reads the output, which then is read to its end.
    private static func write(
        _ flowCount: Int,
        store: FlowStore,
        byteLimit: Int
    ) throws -> (paths: [String], losses: CaptureWriter.Losses, lossNoticeCount: Int) {
        let pipe = Pipe()
        let notices = Mutex(0)
        let writer = try CaptureWriter(
            [
                CaptureWriter.Destination(
                    path: "/dev/fd/\(pipe.fileHandleForWriting.fileDescriptor)",
                    format: .jsonLines
                )
            ],
            filter: .all,
            byteLimit: byteLimit,
            store: store,
            onLoss: { notices.withLock { $0 += 1 } },
            onFailure: { _, reason in Issue.record("cannot write: \(reason)") }
        )
        try pipe.fileHandleForWriting.close()
        for number in 1...flowCount {
            let origin = Origin(scheme: .http, host: "h")
            let request = Request(method: "GET", target: WireText("/\(number)"), origin: origin)
            var flow = Flow(id: store.makeID(), request: request, started: Timestamp(nanoseconds: 0))
            flow.response = Response(status: 200, body: Body(String(repeating: "x", count: 10_000 + number)))
            flow.timing.finished = flow.timing.started
            store.record(flow)
            writer.take(flow)
        }
        let losses = Mutex(CaptureWriter.Losses())
        let ending = DispatchQueue(label: "ending")
        ending.async { losses.withLock { $0 = writer.finish() } }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        ending.sync {}
        let paths = try output.split(separator: 0x0A).map { line in
            let flow = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
            return try #require(flow["url"] as? String).replacing("http://h/", with: "")
        }
        return (paths, losses.withLock { $0 }, notices.withLock { $0 })
    }

    @Test func `where the output is slow flows wait in the store, and all are written in order`() throws {
        let result = try Self.write(1_000, store: FlowStore(), byteLimit: 50_000)

        #expect(result.paths == (1...1_000).map(String.init))
        #expect(result.losses.text == nil && result.lossNoticeCount == 0)
    }

    @Test func `what the store lets go before is counted, and told once`() throws {
        let result = try Self.write(1_000, store: FlowStore(budget: 400_000), byteLimit: 50_000)

        #expect(result.losses.flowCount > 500)
        #expect(result.paths.count == 1_000 - result.losses.flowCount && result.lossNoticeCount == 1)
        #expect(result.paths.first == "1" && result.paths.last == "1000")
        #expect(
            result.losses.text == "\(result.losses.flowCount) flows were not written: the output could not keep up"
        )
    }

    @Test func `a flow whose body was dropped is written without it, and counted`() throws {
        let spill = SpillOptions(directory: "/tmp", limit: 100_000, schedule: { $0() }, notice: { _ in })
        let store = FlowStore(budget: 400_000, spill: spill)

        let result = try Self.write(1_000, store: store, byteLimit: 50_000)

        #expect(result.paths == (1...1_000).map(String.init))
        #expect(result.losses.flowCount == 0 && result.losses.bodyCount > 500)
    }
}

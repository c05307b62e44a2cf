import Testing

@testable import FlowKit

@Suite struct MessageLogTests {
    private func message(_ text: String) -> StreamMessage {
        StreamMessage(
            sender: .client,
            kind: .text,
            time: Timestamp(nanoseconds: 0),
            payload: Body(text),
            wireByteCount: text.count
        )
    }

    @Test func `messages keep their numbers across chunks`() {
        var log = MessageLog()
        for number in 0..<1_000 { log.append(message("m\(number)"), limit: .max) }

        #expect(log.numbers == 0..<1_000)
        #expect(log[0].payload == Body("m0"))
        #expect(log[127].payload == Body("m127"))
        #expect(log[128].payload == Body("m128"))
        #expect(log.map(\.payload).last == Body("m999"))
    }

    @Test func `beyond its limit the log drops the oldest and counts them`() {
        var log = MessageLog()
        for number in 0..<10_000 { log.append(message("m\(number)"), limit: 100_000) }

        #expect(log.byteCount <= 100_000)
        #expect(log.droppedCount + log.count == 10_000)
        #expect(log.droppedCount > 0)
        #expect(log[log.numbers.lowerBound].payload == Body("m\(log.droppedCount)"))
        #expect(log[9_999].payload == Body("m9999"))
    }

    @Test func `a few messages as large as the limit are kept to it`() {
        var log = MessageLog()
        let large = String(repeating: "x", count: 1_000_000)
        for _ in 0..<100 { log.append(message(large), limit: 4_000_000) }

        #expect(log.count == 3)
        #expect(log.numbers == 97..<100)
        #expect(log.byteCount <= 4_000_000)
        #expect(log.map(\.payload.byteCount) == [1_000_000, 1_000_000, 1_000_000])
    }

    @Test func `a copy is not changed by what is appended and dropped later`() {
        var log = MessageLog()
        for number in 0..<200 { log.append(message("m\(number)"), limit: .max) }
        let copy = log

        for number in 200..<400 { log.append(message("m\(number)"), limit: log.byteCount) }

        #expect(copy.numbers == 0..<200)
        #expect(copy.map(\.payload) == (0..<200).map { Body("m\($0)") })
        #expect(log.droppedCount > 150)
        #expect(log.map(\.payload) == log.numbers.map { Body("m\($0)") })
    }

    @Test func `when all is dropped the numbers go on`() {
        var log = MessageLog()
        for number in 0..<200 { log.append(message("m\(number)"), limit: .max) }

        log.dropAll()
        #expect(log.isEmpty && log.byteCount == 0 && log.droppedCount == 200 && log.endNumber == 200)
        for number in 200..<400 { log.append(message("m\(number)"), limit: .max) }

        #expect(log.numbers == 200..<400)
        #expect(log[200].payload == Body("m200") && log[399].payload == Body("m399"))
    }

    @Test func `one message larger than the limit stays`() {
        var log = MessageLog()

        log.append(message(String(repeating: "x", count: 1_000)), limit: 100)

        #expect(log.count == 1)
    }

    @Test func `a flow's footprint counts its messages`() {
        var flow = Flow(
            id: FlowID(1),
            request: Request(method: "GET", target: "/", origin: Origin(scheme: .http, host: "a")),
            started: Timestamp(nanoseconds: 0)
        )
        let before = flow.footprint
        var log = MessageLog()
        log.append(message(String(repeating: "x", count: 5_000)), limit: .max)

        flow.messages = log

        #expect(flow.footprint >= before + 5_000)
    }
}

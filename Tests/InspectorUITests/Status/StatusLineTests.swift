import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct StatusLineTests {
    @Test func `what is unusual stands out and stays when there is little room`() {
        var status = ProxyStatus(listenAddress: "127.0.0.1:8080", isInsecure: true, isRecordingPaused: true)
        let app = App(columns: 60, rows: 8, proxy: status)

        #expect(app.line(0) == " 127.0.0.1:8080   NOT RECORDING   INSECURE          0 flows")
        status.isRecordingPaused = false
        status.isInsecure = false
        app.post(.proxy(status))
        #expect(app.line(0) == " 127.0.0.1:8080   following   0 B of 1.0 GiB        0 flows")
    }

    @Test func `nothing is followed in an order other than that of time`() {
        let app = App(columns: 120, flows: [.sample(1), .sample(2)])
        #expect(app.line(0).contains("following"))

        app.press(":")
        app.type("sort size")
        app.press("enter")

        #expect(!app.line(0).contains("following"))
    }

    @Test func `the rate is what began in the last seconds`() {
        let app = App(columns: 120, rows: 8)
        for second in 0..<4 {
            app.record((1...40).map { .sample(second * 40 + $0) })
            app.wait(.seconds(1))
        }

        #expect(app.line(0).contains("   40/s   "))
        for _ in 0..<4 { app.wait(.seconds(1)) }
        #expect(app.line(0).contains("   0/s   "))
    }

    @Test func `flows read from a file are no rate`() {
        let app = App(columns: 120, rows: 8)
        app.wait(.seconds(1))
        app.record(
            (1...40).map {
                var flow = Flow.sample($0)
                flow.source = .file
                return flow
            }
        )
        app.wait(.seconds(1))

        #expect(app.line(0).contains("   0/s   "))
    }

    @Test func `flows dropped for the memory budget are counted`() {
        let app = App(columns: 120, rows: 8, budget: (1...3).map { .sample($0) }.storedByteCount + 100)

        app.record((1...9).map { .sample($0) })

        #expect(app.line(0).contains("6 dropped"))
        #expect(app.line(0).hasSuffix("3 flows"))
    }

    @Test func `bodies on the disk are told, and those dropped from there`() {
        let spill = SpillOptions(directory: "/tmp", limit: 300_000, schedule: { $0() }, notice: { _ in })
        let app = App(columns: 160, rows: 8, budget: 200_000, spill: spill)

        for number in 1...60 {
            var flow = Flow.sample(number)
            flow.response?.body = Body([UInt8](repeating: UInt8(number), count: 10_000))
            app.record([flow])
        }

        #expect(app.line(0).contains(" KiB of 195 KiB, 293 KiB on disk   "))
        #expect(app.line(0).contains(" bodies dropped   "))
        #expect(!app.line(0).contains("DISK FAILED"))
    }

    @Test func `a disk that cannot be written is told`() {
        let spill = SpillOptions(directory: "/nowhere/at/all", limit: 300_000, schedule: { $0() }, notice: { _ in })
        let app = App(columns: 160, rows: 8, budget: 200_000, spill: spill)

        for number in 1...30 {
            var flow = Flow.sample(number)
            flow.response?.body = Body([UInt8](repeating: UInt8(number), count: 10_000))
            app.record([flow])
        }

        #expect(app.line(0).contains("DISK FAILED"))
        #expect(app.screen.contains("the disk takes no more bodies: from now on memory alone holds them"))
    }

    @Test func `the rules that are on are counted`() throws {
        let app = App(columns: 120, rows: 8)
        let definitions = [true, false, true].map { RuleDefinition(expression: "~d ads.test", isEnabled: $0) }
        let rules = try definitions.enumerated().map { try Rule(id: RuleID($0 + 1), $1) }

        app.post(.rules(RuleStatus(rules: rules)))

        #expect(app.line(0).contains("   2 rules on"))
    }

    @Test func `p asks to pause recording`() {
        let app = App(rows: 8)

        app.press("p")

        #expect(app.effects == [.setRecording(isPaused: true)])
    }
}

import FlowKit
import Testing

@testable import InspectorUI

@Suite struct TimingStagesTests {
    @Test func `each stage lasts from the mark before it to its own`() {
        var timing = timing
        timing.requestHead = at(2)
        timing.resolved = at(12)
        timing.connected = at(30)
        timing.upstreamTLSDone = at(50)
        timing.requestDone = at(51)
        timing.firstByte = at(90)
        timing.finished = at(100)

        let stages = TimingStages(timing, now: at(500), hasResponse: true)

        #expect(stages.stages.map(\.name) == ["wait", "DNS", "connect", "TLS", "request", "first byte", "download"])
        #expect(stages.stages.map(\.duration) == [2, 10, 18, 20, 1, 39, 10].map { .milliseconds($0) })
        #expect(stages.total == .milliseconds(100))
    }

    @Test func `a response that overtakes its request leaves no negative stage`() {
        var timing = timing
        timing.firstByte = at(10)
        timing.requestDone = at(40)
        timing.finished = at(50)

        let stages = TimingStages(timing, now: at(50), hasResponse: true)

        #expect(stages.stages.map(\.name) == ["first byte", "request", "download"])
        #expect(stages.stages.allSatisfy { $0.duration > .zero })
    }

    @Test func `an open flow has a stage that lasts until now`() {
        let stages = TimingStages(timing, now: at(70), hasResponse: false)

        #expect(stages.stages == [.init(name: "waiting", start: .zero, duration: .milliseconds(70), isOpen: true)])
    }

    @Test func `marks before the start do not trap`() {
        var timing = timing
        timing.finished = at(-1_000_000)

        #expect(TimingStages(timing, now: at(-5), hasResponse: false).total == .zero)
    }

    @Test(arguments: [0, 1, 8, 60])
    func `the cells of a stage lie in the bar, and none is lost`(columns: Int) {
        var timing = timing
        timing.requestHead = at(0)
        timing.connected = at(1)
        timing.firstByte = at(99_998)
        timing.finished = at(100_000)
        let stages = TimingStages(timing, now: at(0), hasResponse: true)

        for stage in stages.stages {
            let cells = stages.cells(of: stage, columns: columns)
            #expect(cells.lowerBound >= 0 && cells.upperBound <= max(columns, 0))
            #expect(columns == 0 || !cells.isEmpty)
        }
    }

    private var timing: Timing { Timing(started: at(0)) }

    private func at(_ milliseconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: 1_000_000_000_000 + milliseconds * 1_000_000)
    }
}

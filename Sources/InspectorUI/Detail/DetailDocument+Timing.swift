import FlowKit

extension DetailDocument {
    /// The stages as a staircase of bars across `columns`, figures beside them, and the moments they are made of.
    mutating func appendTiming(of flow: Flow, now: Timestamp, columns: Int, clock: WallClock, block: String) {
        let timing = TimingStages(flow.timing, now: now, hasResponse: flow.response != nil)
        let figures = 11 + 9
        for stage in timing.stages {
            let cells = timing.cells(of: stage, columns: max(8, columns - figures - 1))
            let duration = Format.duration(stage.duration)
            append(
                .init(stage.name.padded(to: 11), .name),
                .init(duration.leftPadded(to: 8) + " ", .number),
                .init(String(repeating: " ", count: cells.lowerBound)),
                .init(String(repeating: block, count: cells.count), stage.isOpen ? .dim : .string)
            )
        }
        let total = Format.duration(timing.total).leftPadded(to: 8)
        append(
            .init("total".padded(to: 11), .heading),
            .init(total, .heading),
            .init(flow.isFinished ? "" : " so far", .dim)
        )
        if flow.isServerConnectionReused {
            append("The connection to the server was open already: no DNS, connect or TLS.", .dim)
        }
        separate()
        append(table: moments(of: flow, clock: clock))
    }

    private func moments(of flow: Flow, clock: WallClock) -> [(String, String)] {
        let marks: [(String, Timestamp?)] = [
            ("Started", flow.timing.started),
            ("First byte", flow.timing.firstByte),
            ("Finished", flow.timing.finished),
        ]
        return marks.compactMap { name, mark in mark.map { (name, clock.precise($0)) } }
    }
}

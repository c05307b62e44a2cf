import FlowKit
import TerminalKit

/// The top line: the state of the proxy.
struct StatusLine {
    private struct Segment {
        var text: String
        var role = Theme.Role.statusLine
        /// The lowest goes first when there is no room.
        var rank: Int
    }

    private static let gap = 3
    private let model: Model

    init(_ model: Model) {
        self.model = model
    }

    func draw(on canvas: inout Canvas) {
        canvas.clear(style: model.theme[.statusLine])
        let count = countText
        let room = canvas.columns - TextWidth.columns(of: count) - Self.gap - 2
        var column = 1
        for segment in fitting(room) {
            let style = model.theme[segment.role]
            column += canvas.draw(segment.text, column: column, row: 0, style: style) + Self.gap
        }
        canvas.draw(count, endingAt: canvas.columns - 1, row: 0, style: model.theme[.statusLine])
    }

    private func fitting(_ room: Int) -> [Segment] {
        var segments = segments
        while columns(of: segments) > room,
            let lowest = segments.indices.min(by: { segments[$0].rank < segments[$1].rank })
        {
            segments.remove(at: lowest)
        }
        return segments
    }

    private func columns(of segments: [Segment]) -> Int {
        segments.reduce(-Self.gap) { $0 + TextWidth.columns(of: $1.text) + Self.gap }
    }

    private var segments: [Segment] {
        let proxy = model.proxy
        let totals = model.snapshot.totals
        var segments = [Segment(text: "sluice", rank: 0)]
        segments.append(Segment(text: proxy.listenAddress.isEmpty ? proxy.absenceText : proxy.listenText, rank: 8))
        if let text = proxy.failureText { segments.append(.init(text: text, role: .statusWarning, rank: 9)) }
        if proxy.isRecordingPaused { segments.append(.init(text: "NOT RECORDING", role: .statusWarning, rank: 10)) }
        if proxy.isInsecure { segments.append(.init(text: "INSECURE", role: .statusWarning, rank: 9)) }
        segments += [Segment(text: followText, rank: 6)].filter { !$0.text.isEmpty }
        if !proxy.listenAddress.isEmpty { segments.append(.init(text: "\(model.rate.perSecond)/s", rank: 3)) }
        var memory = "\(Format.byteCount(totals.byteCount)) of \(Format.byteCount(totals.budget))"
        if totals.spilledByteCount > 0 { memory += ", \(Format.byteCount(totals.spilledByteCount)) on disk" }
        segments.append(Segment(text: memory, rank: 4))
        if totals.evictedCount > 0 {
            segments.append(.init(text: "\(Format.count(totals.evictedCount)) dropped", role: .statusWarning, rank: 7))
        }
        if totals.droppedBodyCount > 0 {
            let text = "\(Format.count(totals.droppedBodyCount)) bodies dropped"
            segments.append(.init(text: text, role: .statusWarning, rank: 7))
        }
        if totals.hasSpillingFailed { segments.append(.init(text: "DISK FAILED", role: .statusWarning, rank: 7)) }
        let rulesOn = model.rules.enabledCount
        if rulesOn > 0 {
            segments.append(Segment(text: "\(rulesOn) rule\(rulesOn == 1 ? "" : "s") on", rank: 5))
        }
        return segments
    }

    private var followText: String {
        // In another order the newest flow has no place to be kept in sight.
        guard model.list.rows.order.column == .time else { return "" }
        switch model.list.follow {
        case .on: return "following"
        case .held: return "holding still"
        case .off: return ""
        }
    }

    private var countText: String {
        let total = model.snapshot.totals.flowCount
        let noun = total == 1 ? "flow" : "flows"
        guard model.list.rows.count != total else { return "\(Format.count(total)) \(noun)" }
        return "\(Format.count(model.list.rows.count)) of \(Format.count(total)) \(noun)"
    }
}

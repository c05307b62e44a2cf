import FlowKit
import InspectorUI
import TerminalKit

/// A form in which flows are written while they arrive.
enum CaptureFormat {
    case jsonLines
    case har(HARWriter)
    /// For people: a line a flow.
    case text(utcOffset: Int)

    /// What the file begins with, and what would end it there.
    mutating func opening() -> (bytes: [UInt8], tail: [UInt8]) {
        guard case .har(var writer) = self else { return ([], []) }
        let bytes = writer.opening(creatorVersion: Program.version)
        self = .har(writer)
        return (bytes, Self.closing(writer))
    }

    /// A flow, and what would end the file after it.
    mutating func entry(for flow: Flow) -> (bytes: [UInt8], tail: [UInt8]) {
        switch self {
        case .jsonLines: return (JSONLines.line(for: flow), [])
        case .text(let offset): return (Array((Self.line(for: flow, utcOffset: offset) + "\n").utf8), [])
        case .har(var writer):
            let bytes = writer.entry(for: flow)
            self = .har(writer)
            return (bytes, Self.closing(writer))
        }
    }

    private static func closing(_ writer: HARWriter) -> [UInt8] {
        var writer = writer
        return writer.closing()
    }

    /// `10:42:07  GET  https://api.example.com/users  200  1.2 KiB  38 ms`.
    private static func line(for flow: Flow, utcOffset: Int) -> String {
        let seconds = (Int(flow.timing.started.nanoseconds / 1_000_000_000) + utcOffset) % 86_400
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { ($0 < 10 ? "0" : "") + String($0) }
        var parts = [clock.joined(separator: ":"), flow.request.method, flow.request.url]
        if let status = flow.response?.status { parts.append(String(status)) }
        if let byteCount = flow.response?.body?.byteCount { parts.append(Format.byteCount(byteCount)) }
        if let count = flow.messages?.endNumber { parts.append("\(count) message\(count == 1 ? "" : "s")") }
        if let duration = flow.timing.duration { parts.append(Format.duration(duration)) }
        if let rule = flow.blockedBy { parts.append("blocked by \(rule.name)") }
        if let error = flow.error { parts.append(error.message) }
        return Sanitizer.text(parts.joined(separator: "  "))
    }
}

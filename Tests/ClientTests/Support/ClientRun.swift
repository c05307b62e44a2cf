import FlowKit
import Foundation
import Testing

/// What a client said, and what was recorded of it.
struct ClientRun {
    let code: Int32
    let output: Data
    let errors: String
    let flows: [Flow]

    var text: String { String(decoding: output, as: UTF8.self) }

    /// One request and its answer, as the client tells it or as it was recorded.
    struct Exchange: Hashable, Comparable, CustomStringConvertible {
        let description: String

        static func < (lhs: Self, rhs: Self) -> Bool { lhs.description < rhs.description }
    }

    /// Lines of the client: `exchange METHOD PATH STATUS CHECKSUM`, the checksum being that of the body it got.
    var told: [Exchange] {
        text.split(separator: "\n").filter { $0.hasPrefix("exchange ") }
            .map { Exchange(description: String($0.dropFirst("exchange ".count))) }
            .sorted()
    }

    var recorded: [Exchange] {
        flows.map { flow in
            let status = flow.response.map { String($0.status) } ?? "none"
            let sum = checksum(flow.response?.body?.bytes ?? [])
            return Exchange(description: "\(flow.request.method) \(flow.request.path) \(status) \(sum)")
        }
        .sorted()
    }

    /// The client ended well, and each of its exchanges was recorded whole: without error, the answers' bodies as the
    /// origin made them, the requests' as the origin got them.
    func expectWhole(
        _ count: Int,
        _ version: HTTPVersion = .http11,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(code == 0, "\(text.prefix(2000))\n\(errors.prefix(2000))", sourceLocation: sourceLocation)
        #expect(flows.count == count, "\(recorded)", sourceLocation: sourceLocation)
        #expect(flows.compactMap(\.error).map(\.message) == [], sourceLocation: sourceLocation)
        #expect(flows.filter(\.isAnsweredByProxy).map(\.request.url) == [], sourceLocation: sourceLocation)
        let versions = Set(flows.map { $0.response?.version })
        #expect(versions == [version], sourceLocation: sourceLocation)
        #expect(flows.filter { !Self.isWhole($0) }.map(\.request.url) == [], sourceLocation: sourceLocation)
    }

    /// Whether the recorded bodies are those the origin sent and got.
    private static func isWhole(_ flow: Flow) -> Bool {
        guard let response = flow.response else { return false }
        let body = response.body?.bytes ?? []
        let promised = response.headers["X-Sha256"] ?? response.trailers?["X-Sha256"]
        if let promised, flow.request.method != "HEAD", checksum(body) != promised { return false }
        guard flow.request.path.hasPrefix("/digest") else { return true }
        let sent = flow.request.body?.bytes ?? []
        return String(decoding: body, as: UTF8.self) == "\(checksum(sent)) \(sent.count)"
    }
}

import FlowKit

/// What the demo's origin sends back.
struct DemoAnswer: Sendable {
    var status: Int
    var headers: [(String, String)]
    /// The body in the pieces it is sent in; more than one is sent chunked.
    var pieces: [[UInt8]]
    /// Before the head, and before each further piece.
    var delay: Duration
    /// The connection ends in the middle of the body.
    var breaksOff = false

    init(
        _ status: Int,
        _ headers: [(String, String)] = [],
        pieces: [[UInt8]] = [],
        delay: Duration = .milliseconds(12)
    ) {
        self.status = status
        self.headers = headers
        self.pieces = pieces
        self.delay = delay
    }

    static func json(
        _ text: String,
        status: Int = 200,
        coding: String? = nil,
        delay: Duration = .milliseconds(35)
    ) -> Self {
        coded(status, "application/json; charset=utf-8", Array(text.utf8), coding, delay)
    }

    static func text(_ type: String, _ text: String, coding: String? = nil) -> Self {
        coded(200, type, Array(text.utf8), coding, .milliseconds(18))
    }

    static func bytes(_ type: String, _ bytes: [UInt8]) -> Self {
        coded(200, type, bytes, nil, .milliseconds(9))
    }

    private static func coded(
        _ status: Int,
        _ type: String,
        _ bytes: [UInt8],
        _ coding: String?,
        _ delay: Duration
    ) -> Self {
        var headers = [("Content-Type", type)]
        var body = bytes
        if let coding, let encoded = try? ContentCoding.encode(bytes, with: [coding]) {  // else it goes uncoded
            headers.append(("Content-Encoding", coding))
            body = encoded
        }
        return DemoAnswer(status, headers, pieces: [body], delay: delay)
    }
}

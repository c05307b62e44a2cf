/// Why bytes are not a message we may forward.
struct HTTP1Error: Error, Equatable {
    /// What a client is answered with: 400, 414, 431, 501 or 505. For a server's bytes it is 502, whatever stands here.
    let status: Int
    /// For people: lower case, no full stop, says what and where.
    let message: String

    /// A field line goes on in the next, before the first one had ended or where that is not allowed.
    static let folded = HTTP1Error("a folded field line (obs-fold) before the first field")

    init(_ message: String, status: Int = 400) {
        self.status = status
        self.message = message
    }
}

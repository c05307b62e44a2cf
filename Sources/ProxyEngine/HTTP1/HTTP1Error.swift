/// Why bytes are not a message we may forward.
struct HTTP1Error: Error, Equatable {
    /// What a client is answered with: 400, 414, 431, 501 or 505. For a server's bytes it is 502, whatever stands here.
    let status: Int
    /// For people: lower case, no full stop, says what and where.
    let message: String

    init(_ message: String, status: Int = 400) {
        self.status = status
        self.message = message
    }
}

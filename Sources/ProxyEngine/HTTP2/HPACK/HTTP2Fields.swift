import FlowKit

/// The fields of one HTTP/2 message part in the order they came, pseudo-fields first.
struct HTTP2Fields: Equatable, Sendable {
    /// One line a field; a pseudo-field's name keeps its colon (`:method: GET`).
    var headers: Headers
    /// The indices, ascending, of fields that must never be put in a compression table on the way (RFC 7541 §6.2.3).
    var neverIndexed: [Int]

    init(headers: Headers = Headers(), neverIndexed: [Int] = []) {
        self.headers = headers
        self.neverIndexed = neverIndexed
    }
}

/// Why a header block could not be taken.
struct HPACKError: Error, Equatable {
    enum Kind: Equatable, Sendable {
        /// The block is not HPACK: the table is out of step and the connection lost (COMPRESSION_ERROR).
        case compression
        /// The list is over its limit. The block was read to its end, so that only the stream need be refused (431).
        case tooLarge
        /// A field cannot stand on a line of its own. The block was read to its end: an error of the stream (PROTOCOL_ERROR).
        case malformed
    }

    let kind: Kind
    /// For people: what and where, such as `byte 12 of the header block: index 70 is not in the table`.
    let message: String
    /// What was read and could be kept, for the flow that shows the refusal.
    var fields = HTTP2Fields()

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

internal import FlowKit

/// What must be in a message, and what must not (RFC 9113 §8.3, RFC 8441 §4).
enum HTTP2MessageRules {
    /// A message that breaks them is not passed on.
    struct Malformed: Error {
        /// For people: lower case, no full stop.
        let message: String
    }

    static func request(
        _ headers: Headers,
        allowsConnectProtocol: Bool
    ) throws(Malformed) -> HTTP2FieldScan {
        let scan = try scan(headers, allowing: .ofRequests)
        let present = scan.pseudoFields
        guard present.contains(.method) else { throw Malformed(message: "a request without :method") }
        if scan.isConnect, !present.contains(.protocol) {
            guard present == [.method, .authority] else {
                throw Malformed(message: "a CONNECT request needs :authority, and neither :scheme nor :path")
            }
            return scan
        }
        guard present.contains(.scheme) else { throw Malformed(message: "a request without :scheme") }
        guard present.contains(.path) else { throw Malformed(message: "a request without :path") }
        guard present.contains(.protocol) else { return scan }
        guard allowsConnectProtocol else { throw Malformed(message: "extended CONNECT was not offered") }
        guard scan.isConnect, present.contains(.authority) else {
            throw Malformed(message: "a request with :protocol is a CONNECT with :authority")
        }
        return scan
    }

    static func response(_ headers: Headers) throws(Malformed) -> HTTP2FieldScan {
        let scan = try scan(headers, allowing: .status)
        guard scan.pseudoFields.contains(.status) else { throw Malformed(message: "a response without :status") }
        return scan
    }

    static func trailers(_ headers: Headers) throws(Malformed) {
        _ = try scan(headers, allowing: [])
    }

    private static func scan(
        _ headers: Headers,
        allowing allowed: HTTP2FieldScan.PseudoFields
    ) throws(Malformed) -> HTTP2FieldScan {
        let scan = HTTP2FieldScan(headers, allowing: allowed)
        if let problem = scan.problem { throw Malformed(message: problem) }
        return scan
    }
}

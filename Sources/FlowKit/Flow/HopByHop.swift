/// Fields that belong to one connection (RFC 9110 §7.6.1). `Upgrade` and `Transfer-Encoding` have rules of their own.
package enum HopByHop {
    package static let names = ["Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "TE"]

    /// Fields that Connection cannot take along, because they are meant for all recipients: in lower case.
    package static let endToEndNames: Set<String> = [
        "host", "content-length", "transfer-encoding", "cache-control", "content-type", "trailer",
    ]

    /// Options of Connection that say something themselves.
    package static let options: Set<String> = ["close", "keep-alive", "upgrade", "te"]

    /// The Connection field of a message whose upgrade goes on to the next hop: as it came if it names nothing else.
    ///
    /// - Parameter line: the field's own, with its line end.
    package static func upgradeLine(_ field: Headers.Field, _ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let namesOnlyUpgrade = field.valueBytes.equalsIgnoringASCIICase("upgrade".utf8)
        return namesOnlyUpgrade ? line : (field.nameBytes + Array(": Upgrade\r\n".utf8))[...]
    }
}

/// What the fields of a message say about its connection.
struct ConnectionFacts {
    /// The members of Connection, in lower case.
    let options: [String]
    let hasUpgrade: Bool
    let acceptsTrailers: Bool
    let hasHost: Bool
    /// Of a Content-Length that stood more than once, the one value.
    let repeatedContentLength: Int?

    init(_ headers: Headers) {
        options = headers.tokens("Connection")
        hasUpgrade = headers.contains("Upgrade")
        acceptsTrailers = headers.tokens("TE").contains("trailers")
        hasHost = headers.contains("Host")
        let lengths = headers.tokens("Content-Length")
        repeatedContentLength = lengths.count > 1 ? lengths.first.flatMap { Int($0) } : nil
    }

    var namesUpgrade: Bool { options.contains("upgrade") }
    var asksToUpgrade: Bool { hasUpgrade && namesUpgrade }

    /// Fields that Connection names besides the well-known ones.
    var namedFields: Set<String> {
        Set(options).subtracting(HopByHop.endToEndNames).subtracting(HopByHop.options)
    }
}

/// What becomes of each field of a message on its way to the next hop.
struct FieldFates {
    private let named: [String]
    private let repeatedContentLength: Int?
    private let isToHTTP2: Bool
    private let isFromHTTP2: Bool
    var keepsUpgrade = false
    /// Connection goes on as what names the upgrade.
    var keepsConnection = false
    var dropsTransferEncoding = false
    var dropsHost = false
    var joinsCookies = false
    /// Stands in for the Host field; `nil` leaves it.
    var host: String?

    init(facts: ConnectionFacts, form: HTTPVersion, received: HTTPVersion) {
        named = Array(facts.namedFields)
        repeatedContentLength = facts.repeatedContentLength
        isToHTTP2 = form == .http2
        isFromHTTP2 = received == .http2
    }

    func append(_ headers: Headers, to head: inout ForwardedHead) {
        let cookies = isFromHTTP2 && !isToHTTP2 && joinsCookies ? headers.joinedCookies : nil
        var hasLength = false
        var hasCookie = false
        var hasConnection = false
        for (field, range) in headers.lines {
            let line = Array(headers.bytes[range].dropLast(2))
            if isFromHTTP2, isToHTTP2 {
                head.append(line, as: line)
            } else if keepsConnection, field.isNamed("Connection") {
                let kept = HopByHop.upgradeLine(field, headers.bytes[range]).dropLast(2)
                head.append(line, as: hasConnection ? nil : Array(kept))
                hasConnection = true
            } else if isDropped(field) {
                head.append(line, as: nil)
            } else if isToHTTP2 {
                head.append(line, as: field.nameBytes.map(\.asciiLowercased) + [0x3A, 0x20] + field.valueBytes)
            } else if let repeatedContentLength, field.isNamed("Content-Length") {
                head.append(line, as: hasLength ? nil : Array("\(field.name): \(repeatedContentLength)".utf8))
                hasLength = true
            } else if let cookies, field.isNamed("Cookie") {
                head.append(line, as: hasCookie ? nil : field.nameBytes + [0x3A, 0x20] + cookies)
                hasCookie = true
            } else if let host, field.isNamed("Host") {
                head.append(line, as: Array("\(field.name): \(host)".utf8))
            } else {
                head.append(line, as: line)
            }
        }
    }

    private func isDropped(_ field: Headers.Field) -> Bool {
        if field.nameBytes.first == UInt8(ascii: ":") || HopByHop.names.contains(where: field.isNamed) { return true }
        if field.isNamed("Upgrade") { return !keepsUpgrade }
        if field.isNamed("Transfer-Encoding") { return dropsTransferEncoding || isToHTTP2 }
        if field.isNamed("Host"), dropsHost { return true }
        if field.isNamed("HTTP2-Settings"), isToHTTP2 { return true }
        return named.contains(where: field.isNamed)
    }
}

import FlowKit

// MARK: - From HTTP/2

extension RequestHead {
    /// The head that a request's fields make; its `headers` keep the pseudo-fields, for they are what was sent.
    ///
    /// - Parameter fields: checked to be a request (RFC 9113 §8.3.1).
    init(_ fields: HTTP2Fields) throws(HTTP1Error) {
        let pseudo = PseudoFields(fields.headers)
        self.init(
            method: WireText.decode(pseudo.method),
            target: Array(pseudo.path.isEmpty ? pseudo.authority : pseudo.path),
            version: .http2,
            headers: fields.headers,
            facts: try FieldFacts(http2: fields.headers),
            byteCount: fields.headers.bytes.count
        )
        neverIndexed = fields.neverIndexed
    }

    /// This request as HTTP/1.1 writes it: what the pseudo-fields say stands elsewhere, and there is one Cookie field
    /// (RFC 9113 §8.2.3).
    var asHTTP1: RequestHead {
        var head = self
        head.version = .http11
        head.headers = headers.withoutPseudoFields.joiningCookies
        head.facts.droppedLines = nil
        return head
    }
}

extension ResponseHead {
    /// - Parameter fields: checked to be a response (RFC 9113 §8.3.2).
    init(_ fields: HTTP2Fields) throws(HTTP1Error) {
        let status = PseudoFields(fields.headers).status.reduce(0) { $0 * 10 + Int($1) - 0x30 }
        self.init(
            status: status,
            reason: [],
            version: .http2,
            headers: fields.headers,
            facts: try FieldFacts(http2: fields.headers),
            byteCount: fields.headers.bytes.count
        )
        neverIndexed = fields.neverIndexed
    }

    /// This response as HTTP/1.1 writes it.
    var asHTTP1: ResponseHead {
        var head = self
        head.version = .http11
        head.reason = Array(Response.standardReason(status).utf8)
        head.headers = headers.withoutPseudoFields
        head.facts.droppedLines = nil
        return head
    }
}

extension FieldFacts {
    /// What the fields of an HTTP/2 message say; none of them is about the connection (RFC 9113 §8.2.2).
    fileprivate init(http2 headers: Headers) throws(HTTP1Error) {
        self.init()
        let result: Result<FieldFacts, HTTP1Error> = headers.bytes.withUnsafeBytes { bytes in
            var facts = FieldFacts()
            do throws(HTTP1Error) {
                for field in headers {
                    try facts.note(name: field.nameBytes.indices, value: field.valueBytes.indices, in: bytes)
                }
                return .success(facts)
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }
}

/// The pseudo-fields of a message (RFC 9113 §8.3); empty where one is missing.
struct PseudoFields {
    var method: ArraySlice<UInt8> = []
    var scheme: ArraySlice<UInt8> = []
    var authority: ArraySlice<UInt8> = []
    var path: ArraySlice<UInt8> = []
    /// RFC 8441 §4.
    var protocolName: ArraySlice<UInt8> = []
    var status: ArraySlice<UInt8> = []

    init(_ headers: Headers) {
        for field in headers {
            guard field.nameBytes.first == UInt8(ascii: ":") else { break }
            switch field.nameBytes.dropFirst().first {
            case UInt8(ascii: "m"): method = field.valueBytes
            case UInt8(ascii: "a"): authority = field.valueBytes
            case UInt8(ascii: "s") where field.isNamed(":scheme"): scheme = field.valueBytes
            case UInt8(ascii: "s"): status = field.valueBytes
            case UInt8(ascii: "p") where field.isNamed(":path"): path = field.valueBytes
            case UInt8(ascii: "p"): protocolName = field.valueBytes
            default: break
            }
        }
    }
}

// MARK: - To HTTP/2

extension HTTP2Fields {
    /// A request's fields as they are sent to its server.
    init(_ request: ForwardedRequest) {
        let head = request.head
        if head.version == .http2 {
            self.init(headers: head.headers, neverIndexed: head.neverIndexed)
            readdress(request)
            return
        }
        var fields = Headers()
        fields.append(name: ":method".utf8, value: head.method.utf8)
        fields.append(name: ":scheme".utf8, value: request.origin.scheme.rawValue.utf8)
        let host = request.host.map { Array($0.utf8) } ?? head.facts.host
        fields.append(name: ":authority".utf8, value: host.isEmpty ? Array(request.origin.authority.utf8) : host)
        fields.append(name: ":path".utf8, value: request.target)
        fields.appendEndToEnd(head.headers, facts: head.facts, skipping: "Host")
        if head.facts.acceptsTrailers { fields.append("te", "trailers") }
        self.init(headers: fields, neverIndexed: [])
    }

    /// Has a request that came in HTTP/2 say where it goes now, in the fields that said so.
    private mutating func readdress(_ request: ForwardedRequest) {
        let pseudo = PseudoFields(headers)
        if !pseudo.path.isEmpty, pseudo.path != request.target[...] { headers.replace(":path", with: request.target) }
        guard let host = request.host else { return }
        if !pseudo.scheme.isEmpty { headers.replace(":scheme", with: request.origin.scheme.rawValue) }
        let places = [":authority", "host"].filter(headers.contains)
        for name in places { headers.replace(name, with: host) }
        guard places.isEmpty else { return }
        var fields = Headers([(":authority", host)])
        for field in headers { fields.append(name: field.nameBytes, value: field.valueBytes) }
        self = HTTP2Fields(headers: fields, neverIndexed: neverIndexed.map { $0 + 1 })
    }

    /// A response's fields as they are sent to its client.
    init(_ response: ResponseHead) {
        if response.version == .http2 {
            self.init(headers: response.headers, neverIndexed: response.neverIndexed)
            return
        }
        var fields = Headers()
        fields.append(":status", String(response.status))
        fields.appendEndToEnd(response.headers, facts: response.facts, skipping: nil)
        self.init(headers: fields, neverIndexed: [])
    }

    /// Fields that follow a body.
    init(trailers: Headers) {
        var fields = Headers()
        fields.appendEndToEnd(trailers, facts: FieldFacts(), skipping: nil)
        self.init(headers: fields, neverIndexed: [])
    }
}

extension Headers {
    /// Adds an HTTP/1 message's fields, with names in lower case and without those of its connection
    /// (RFC 9113 §8.2, §8.2.2).
    fileprivate mutating func appendEndToEnd(_ headers: Headers, facts: FieldFacts, skipping skipped: String?) {
        for field in headers {
            if HopByHop.names.contains(where: field.isNamed) || field.isNamed("Upgrade")
                || field.isNamed("Transfer-Encoding") || field.isNamed("HTTP2-Settings")
                || facts.connectionFields.contains(where: field.isNamed) || skipped.map(field.isNamed) ?? false
            {
                continue
            }
            append(name: field.nameBytes.map(\.asciiLowercased), value: field.valueBytes)
        }
    }

    fileprivate var withoutPseudoFields: Headers {
        var rest = self
        rest.removeAll { $0.nameBytes.first == UInt8(ascii: ":") }
        return rest
    }

    fileprivate var joiningCookies: Headers {
        guard let cookies = joinedCookies else { return self }
        var joined = self
        joined.replace("cookie", with: cookies)
        return joined
    }
}

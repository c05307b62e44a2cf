/// A head in both its forms, line by line: as it was received and as Sluice sent it on.
package struct ForwardedHead: Hashable, Sendable {
    /// A line without its line end.
    package struct Line: Hashable, Sendable {
        /// `nil`: Sluice added the line.
        package let received: [UInt8]?
        /// `nil`: Sluice left the line out.
        package let forwarded: [UInt8]?

        package var isAsReceived: Bool { received == forwarded }
    }

    /// The start line first; HTTP/2 has none, and its pseudo-fields first.
    package private(set) var lines: [Line] = []

    package var isAsReceived: Bool { lines.allSatisfy(\.isAsReceived) }

    /// The lines as they were sent, each with its CRLF: of HTTP/1 the head without its blank line.
    package var forwardedBytes: [UInt8] { lines.flatMap { $0.forwarded.map { $0 + [0x0D, 0x0A] } ?? [] } }

    mutating func append(_ received: some Sequence<UInt8>, as forwarded: [UInt8]?) {
        lines.append(Line(received: Array(received), forwarded: forwarded))
    }

    mutating func add(_ line: String) {
        add(Array(line.utf8))
    }

    mutating func add(_ line: [UInt8]) {
        lines.append(Line(received: nil, forwarded: line))
    }
}

extension Request {
    /// The head in both forms. Derived, not kept: costs a scan of the fields.
    package func forwardedHead(_ form: ForwardedRequestForm) -> ForwardedHead {
        let sentTarget: [UInt8] =
            switch form.target {
            case .suffix(let count): target.bytes.suffix(count)
            case .bytes(let bytes): bytes
            }
        var head = ForwardedHead()
        let facts = ConnectionFacts(headers)
        var fates = FieldFates(facts: facts, form: form.version, received: version)
        if form.version == .http2 {
            appendHTTP2(to: &head, sentTarget, form, facts, &fates)
            return head
        }
        let startLine = Array(method.utf8) + [0x20] + sentTarget + Array(" HTTP/1.1".utf8)
        if version == .http2 {
            head.add(startLine)
        } else {
            head.append(Array("\(method) ".utf8) + target.bytes + Array(" \(version.rawValue)".utf8), as: startLine)
        }
        fates.keepsUpgrade = facts.asksToUpgrade && form.upgrade != .declined
        fates.keepsConnection = facts.asksToUpgrade && form.upgrade == .asReceived
        fates.host = form.host
        fates.joinsCookies = true
        if let host = form.host, !facts.hasHost { head.add("Host: \(host)") }
        fates.append(headers, to: &head)
        if form.addsChunks { head.add("Transfer-Encoding: chunked") }
        if case .http2(let settings) = form.upgrade {
            head.add("Connection: Upgrade, HTTP2-Settings")
            head.add("HTTP2-Settings: \(settings)")
        } else if !fates.keepsUpgrade, facts.acceptsTrailers, facts.options.contains("te") {
            head.add("TE: trailers")
            head.add("Connection: TE")
        }
        if form.addsProxyAuthorization { head.add("Proxy-Authorization: Basic ***") }
        return head
    }

    private func appendHTTP2(
        to head: inout ForwardedHead,
        _ sentTarget: [UInt8],
        _ form: ForwardedRequestForm,
        _ facts: ConnectionFacts,
        _ fates: inout FieldFates
    ) {
        guard version != .http2 else {
            return appendReaddressed(to: &head, sentTarget, form.host)
        }
        head.append(Array("\(method) ".utf8) + target.bytes + Array(" \(version.rawValue)".utf8), as: nil)
        let host =
            form.host.map { Array($0.utf8) } ?? headers.filter { $0.isNamed("Host") }.last.map { Array($0.valueBytes) }
            ?? []
        head.add(":method: \(method)")
        head.add(":scheme: \(origin.scheme.rawValue)")
        head.add(Array(":authority: ".utf8) + (host.isEmpty ? Array(origin.authority.utf8) : host))
        head.add(Array(":path: ".utf8) + sentTarget)
        fates.dropsHost = true
        fates.append(headers, to: &head)
        if facts.acceptsTrailers { head.add("te: trailers") }
    }
}

extension Request {
    /// The fields of a request that is in HTTP/2 on both sides: only those that say where it goes can have changed.
    private func appendReaddressed(to head: inout ForwardedHead, _ sentTarget: [UInt8], _ host: String?) {
        if let host, !headers.contains(":authority"), !headers.contains("Host") { head.add(":authority: \(host)") }
        for (field, line) in headers.lines {
            let value: [UInt8]? =
                switch field.name {
                case ":path": sentTarget
                case ":scheme": host.map { _ in Array(origin.scheme.rawValue.utf8) }
                case ":authority", "host": host.map { Array($0.utf8) }
                default: nil
                }
            let received = headers.bytes[line].dropLast(2)
            head.append(received, as: value.map { field.nameBytes + [0x3A, 0x20] + $0 } ?? Array(received))
        }
    }
}

extension Response {
    /// The head in both forms. Derived, not kept: costs a scan of the fields.
    package func forwardedHead(_ form: ForwardedResponseForm) -> ForwardedHead {
        var head = ForwardedHead()
        let facts = ConnectionFacts(headers)
        var fates = FieldFates(facts: facts, form: form.version, received: version)
        let received = Array("\(version.rawValue) \(status) ".utf8) + reason.bytes
        switch (version, form.version) {
        case (.http2, .http2): break
        case (_, .http2):
            head.append(received, as: nil)
            head.add(":status: \(status)")
        case (.http2, _): head.add("HTTP/1.1 \(status) \(Response.standardReason(status))")
        case (_, _): head.append(received, as: Array("HTTP/1.1 \(status) ".utf8) + reason.bytes)
        }
        fates.keepsUpgrade = form.connection == .upgrade
        fates.keepsConnection = form.connection == .upgrade && facts.namesUpgrade
        fates.dropsTransferEncoding = form.chunks == .removed
        fates.append(headers, to: &head)
        if form.chunks == .added { head.add("Transfer-Encoding: chunked") }
        if let connection = form.connection, !fates.keepsConnection { head.add("Connection: \(connection.rawValue)") }
        return head
    }
}

extension Flow {
    /// Both forms of a message's head, where they differ; `nil`: it left as it came, or did not leave.
    package func forwardedHead(_ side: MessageSide) -> ForwardedHead? {
        let head: ForwardedHead? =
            switch side {
            case .request: requestForm.map(request.forwardedHead)
            case .response: responseForm.flatMap { response?.forwardedHead($0) }
            }
        return head.flatMap { $0.isAsReceived ? nil : $0 }
    }

    package func isForwarded(_ side: MessageSide) -> Bool {
        side == .request ? requestForm != nil : responseForm != nil
    }
}

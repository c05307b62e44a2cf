extension EditableRequest {
    /// Makes `Content-Length` fit a body that changed, unless the person wrote those lines.
    func followBody(in edited: inout Request) {
        guard edited.headers.lines("Content-Length") == request.headers.lines("Content-Length") else { return }
        let byteCount = edited.body?.capturedByteCount ?? 0
        if edited.headers.contains("Content-Length") {
            guard edited.body != request.body else { return }
            edited.headers.replaceKeepingSpacing("Content-Length", with: String(byteCount))
        } else if byteCount > 0, edited.version != .http2, !edited.headers.contains("Transfer-Encoding") {
            guard edited.body != request.body || edited.headers != request.headers else { return }
            edited.headers.append("Content-Length", String(byteCount))
        }
    }
}

/// What about a request's framing a server may read differently than it was meant (RFC 9112 §6).
enum FramingWarnings {
    static func of(_ request: Request) -> [String] {
        var warnings: [String] = []
        let byteCount = request.body?.capturedByteCount ?? 0
        if let body = request.body, body.isTruncated {
            warnings.append(
                "only \(byteCount) of \(body.byteCount) bytes of the body were captured: the rest is not sent"
            )
        }
        let lengths = request.headers.values("Content-Length")
        let codings = request.headers.tokens("Transfer-Encoding")
        if codings.isEmpty {
            warnings += about(lengths: lengths, byteCount: byteCount, version: request.version)
        } else {
            warnings += about(codings: codings, hasLength: !lengths.isEmpty, version: request.version)
        }
        return warnings
    }

    private static func about(lengths: [String], byteCount: Int, version: HTTPVersion) -> [String] {
        guard let first = lengths.first else {
            if byteCount == 0 || version == .http2 { return [] }
            return ["without Content-Length or chunked coding the body is read as another request"]
        }
        if lengths.contains(where: { $0 != first }) { return ["the Content-Length fields differ"] }
        guard first.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(first) else {
            return ["Content-Length is not a number: \(first)"]
        }
        return length == byteCount ? [] : ["Content-Length says \(length), the body has \(byteCount) bytes"]
    }

    private static func about(codings: [String], hasLength: Bool, version: HTTPVersion) -> [String] {
        var warnings: [String] = []
        if hasLength {
            warnings.append("both Content-Length and Transfer-Encoding: servers disagree on which one counts")
        }
        if codings.last != "chunked" {
            warnings.append("Transfer-Encoding does not end in chunked: the body has no end")
        }
        if version != .http11 { warnings.append("Transfer-Encoding is for HTTP/1.1 only") }
        return warnings
    }
}

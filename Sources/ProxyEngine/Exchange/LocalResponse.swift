import FlowKit

/// Responses that Sluice writes itself.
enum LocalResponse {
    /// A short page in plain text, readable in a terminal and in a browser.
    static func page(status: Int, _ message: String) -> Response {
        var text = "Sluice: \(status) \(Response.standardReason(status))\n\n\(message)\n"
        if status == 204 || status == 205 || status == 304 { text = "" }
        return make(status: status, contentType: text.isEmpty ? nil : "text/plain; charset=utf-8", body: text)
    }

    static func make(status: Int, contentType: String?, body text: String) -> Response {
        var headers = Headers()
        let body = Body(text)
        if let contentType { headers.append("Content-Type", contentType) }
        headers.append("Cache-Control", "no-store")
        if status != 204 && status != 304 { headers.append("Content-Length", String(body.byteCount)) }
        return Response(status: status, reason: WireText(Response.standardReason(status)), headers: headers, body: body)
    }

    /// What an error of the upstream's side is answered with (RFC 9110 §15.6.3, §15.6.5).
    static func forError(_ error: FlowError) -> Response {
        let status =
            switch error.code {
            case .connectTimedOut, .idleTimedOut: 504
            case .badRequest, .loop: 400
            default: 502
            }
        return page(status: status, error.message)
    }
}

extension ResponseHead {
    /// The head of a response that Sluice wrote.
    init(_ response: Response) {
        self.init(
            status: response.status,
            reason: response.reason.bytes,
            version: response.version,
            headers: response.headers,
            facts: FieldFacts(),
            byteCount: "HTTP/1.1 200 \r\n\r\n".utf8.count + response.reason.bytes.count + response.headers.bytes.count
        )
    }
}

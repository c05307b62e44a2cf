import FlowKit

/// Responses that Sluice writes itself.
enum LocalResponse {
    /// A short page in plain text, readable in a terminal and in a browser.
    static func page(status: Int, _ message: String) -> Response {
        var text = "Sluice: \(status) \(reason(status))\n\n\(message)\n"
        if status == 204 || status == 205 || status == 304 { text = "" }
        return make(status: status, contentType: text.isEmpty ? nil : "text/plain; charset=utf-8", body: text)
    }

    static func make(status: Int, contentType: String?, body text: String) -> Response {
        var headers = Headers()
        let body = Body(text)
        if let contentType { headers.append("Content-Type", contentType) }
        headers.append("Cache-Control", "no-store")
        if status != 204 && status != 304 { headers.append("Content-Length", String(body.byteCount)) }
        return Response(status: status, reason: WireText(reason(status)), headers: headers, body: body)
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

    static func reason(_ status: Int) -> String { reasons[status] ?? "Status \(status)" }

    private static let reasons: [Int: String] = [
        200: "OK", 204: "No Content", 205: "Reset Content", 301: "Moved Permanently", 302: "Found",
        304: "Not Modified", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 406: "Not Acceptable", 408: "Request Timeout", 409: "Conflict", 410: "Gone",
        413: "Content Too Large", 414: "URI Too Long", 418: "I'm a teapot", 421: "Misdirected Request",
        422: "Unprocessable Content", 425: "Too Early", 429: "Too Many Requests",
        431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons", 500: "Internal Server Error",
        501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
        505: "HTTP Version Not Supported",
    ]
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

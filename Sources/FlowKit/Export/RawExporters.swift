extension Exporter {
    static let url = Exporter(
        name: "URL",
        keyword: "url",
        fileExtension: "txt",
        summary: "the address, one a line",
        separator: "",
        one: { Array("\($0.request.url)\n".utf8) }
    )

    static let rawRequest = Exporter(
        name: "Raw request",
        keyword: "request",
        fileExtension: "http",
        summary: "the request as HTTP/1 bytes",
        separator: "",
        one: { $0.request.http1Bytes }
    )

    static let rawResponse = Exporter(
        name: "Raw response",
        keyword: "response",
        fileExtension: "http",
        summary: "the response as HTTP/1 bytes",
        separator: "",
        obstacle: { $0.response == nil ? "there is no response" : nil },
        one: { $0.response?.http1Bytes ?? [] }
    )

    static let requestBody = Exporter(
        name: "Request body",
        keyword: "request-body",
        fileExtension: "bin",
        summary: "what was sent, without content coding",
        separator: "",
        obstacle: { obstacle($0.request.body, "the request has no body") },
        mediaType: { $0.request.mediaType },
        one: { $0.request.decodedBodyBytes() }
    )

    static let responseBody = Exporter(
        name: "Response body",
        keyword: "response-body",
        fileExtension: "bin",
        summary: "what was received, without content coding",
        separator: "",
        obstacle: { obstacle($0.response?.body, "the response has no body") },
        mediaType: { $0.response?.mediaType },
        one: { $0.response?.decodedBodyBytes() ?? [] }
    )

    private static func obstacle(_ body: Body?, _ nothing: String) -> String? {
        guard let body, body.capturedByteCount == 0 else { return body == nil ? nothing : nil }
        return body.absence ?? nothing
    }
}

extension Request {
    /// The message as HTTP/1 writes it. Pseudo-fields of HTTP/2 are left out; a chunked body is one chunk.
    var http1Bytes: [UInt8] {
        Array("\(method) ".utf8) + target.bytes + Array(" \(version.rawValue)\r\n".utf8) + http1Rest
    }
}

extension Response {
    /// The message as HTTP/1 writes it. Pseudo-fields of HTTP/2 are left out; a chunked body is one chunk.
    var http1Bytes: [UInt8] {
        Array("\(version.rawValue) \(status) ".utf8) + reason.bytes + [0x0D, 0x0A] + http1Rest
    }
}

extension Message {
    fileprivate var http1Rest: [UInt8] {
        var bytes = EditableRequest.shownLines(of: headers).flatMap(\.whole) + [0x0D, 0x0A]
        guard let body else { return bytes }
        guard headers.tokens("Transfer-Encoding").last == "chunked" else { return bytes + body.bytes }
        if body.capturedByteCount > 0 {
            bytes += "\(String(body.capturedByteCount, radix: 16))\r\n".utf8
            bytes += body.bytes + [0x0D, 0x0A]
        }
        return bytes + Array("0\r\n".utf8) + (trailers?.bytes ?? []) + [0x0D, 0x0A]
    }
}

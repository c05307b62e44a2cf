/// Requests and responses as HAR writes them.
enum HARMessage {
    static func write(_ request: Request, to json: inout JSONWriter) {
        json.object { json in
            json.member("method", request.method)
            json.member("url", request.url)
            json.member("httpVersion", request.version.rawValue)
            json.key("cookies")
            write(cookies: request.headers.values("Cookie").flatMap(HARCookie.sent), to: &json)
            write(request.headers, named: "headers", to: &json)
            json.key("queryString")
            let query = request.path.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1).dropFirst().first
            write(pairs: Array(query?.prefix { $0 != UInt8(ascii: "#") } ?? []), to: &json)
            if let body = request.body {
                json.key("postData")
                writePostData(body, of: request, to: &json)
            }
            let startLine = request.method.utf8.count + request.target.bytes.count + request.version.rawValue.utf8.count
            writeSizes(of: request, startLine: startLine + 4, to: &json)
            writeTarget(of: request, to: &json)
        }
    }

    /// Without a response, HAR has a status of 0; `_error` says what became of it.
    static func write(_ response: Response?, error: FlowError?, to json: inout JSONWriter) {
        json.object { json in
            json.member("status", response?.status ?? 0)
            json.member("statusText", response?.reason.text ?? "")
            json.member("httpVersion", response?.version.rawValue ?? "")
            json.key("cookies")
            write(cookies: response?.headers.values("Set-Cookie").compactMap(HARCookie.init(set:)) ?? [], to: &json)
            write(response?.headers ?? [], named: "headers", to: &json)
            json.key("content")
            json.object { json in
                if let response { writeContent(of: response, to: &json) } else { writeNoContent(to: &json) }
            }
            json.member("redirectURL", response?.headers["Location"] ?? "")
            guard let response else {
                json.member("headersSize", -1)
                json.member("bodySize", -1)
                json.member("_error", error?.message ?? "no response")
                return
            }
            let startLine = response.version.rawValue.utf8.count + 3 + response.reason.bytes.count
            writeSizes(of: response, startLine: startLine + 4, to: &json)
        }
    }

    private static func writeSizes(of message: some Message, startLine: Int, to json: inout JSONWriter) {
        // The fields of HTTP/2 are compressed: their size on the wire is not known.
        json.member("headersSize", message.version == .http2 ? -1 : startLine + message.headers.bytes.count + 2)
        json.member("bodySize", message.body?.byteCount ?? 0)
        json.member("_wireBytes", message.wireByteCount)
        if let trailers = message.trailers { write(trailers, named: "_trailers", to: &json) }
    }

    /// The target on the wire where the URL does not give it.
    private static func writeTarget(of request: Request, to json: inout JSONWriter) {
        if let url = try? AbsoluteURL(request.url.utf8), url.target == request.target { return }
        if String(validating: request.target.bytes, as: UTF8.self) != nil {
            json.member("_target", request.target.text)
        } else {
            json.member("_targetBase64", Base64.encode(request.target.bytes))
        }
    }

    private static func write(_ headers: Headers, named name: String, to json: inout JSONWriter) {
        json.key(name)
        json.array { json in
            for field in headers {
                json.object { json in
                    json.member("name", field.name)
                    json.member("value", field.value)
                    if String(validating: field.valueBytes, as: UTF8.self) == nil { json.member("_latin1", true) }
                }
            }
        }
    }

    private static func write(cookies: [HARCookie], to json: inout JSONWriter) {
        json.array { json in
            for cookie in cookies {
                json.object { json in
                    json.member("name", cookie.name)
                    json.member("value", cookie.value)
                    for (name, value) in cookie.attributes { json.member(name, value) }
                }
            }
        }
    }

    /// Names and values of `a=1&b=2`, decoded.
    private static func write(pairs bytes: [UInt8], to json: inout JSONWriter) {
        json.array { json in
            for pair in bytes.split(separator: UInt8(ascii: "&")) {
                let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
                json.object { json in
                    json.member("name", WireText.decode(percentDecoded(sides[0], plusIsSpace: true)))
                    let value = sides.count > 1 ? percentDecoded(sides[1], plusIsSpace: true) : []
                    json.member("value", WireText.decode(value))
                }
            }
        }
    }

    // MARK: - Bodies

    private static func writePostData(_ body: Body, of request: Request, to json: inout JSONWriter) {
        json.object { json in
            json.member("mimeType", request.headers["Content-Type"] ?? "")
            let content = HARContent(body, headers: request.headers)
            if request.mediaType == "application/x-www-form-urlencoded", !content.isBase64 {
                json.key("params")
                write(pairs: content.bytes, to: &json)
            }
            content.write(to: &json)
        }
    }

    private static func writeContent(of response: Response, to json: inout JSONWriter) {
        guard let body = response.body else {
            json.member("size", 0)
            json.member("mimeType", response.headers["Content-Type"] ?? "x-unknown")
            return
        }
        let content = HARContent(body, headers: response.headers)
        json.member("size", content.byteCount)
        if content.wireBytes != nil { json.member("compression", content.byteCount - body.byteCount) }
        json.member("mimeType", response.headers["Content-Type"] ?? "x-unknown")
        content.write(to: &json)
    }

    private static func writeNoContent(to json: inout JSONWriter) {
        json.member("size", 0)
        json.member("mimeType", "x-unknown")
    }
}

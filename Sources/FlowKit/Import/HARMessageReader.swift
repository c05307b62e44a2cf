/// Reads the requests and responses of an archive. What is wrong is told in `problems`, and read as far as it goes.
struct HARMessageReader {
    func request(from value: JSONValue?, problems: inout [String]) -> Request {
        var request = Request(method: "?", target: "/", origin: Origin(scheme: .http, host: "unreadable.invalid"))
        guard let value, value.members != nil else {
            problems.append("there is no request")
            return request
        }
        if let method = value["method"]?.string, !method.isEmpty, method.utf8.allSatisfy(\.isTokenByte) {
            request.method = method
        } else {
            problems.append("the method is missing or not a word")
        }
        readURL(of: value, into: &request, problems: &problems)
        request.version = version(value["httpVersion"])
        request.headers = headers(value["headers"], problems: &problems)
        request.trailers = value["_trailers"].map { headers($0, problems: &problems) }
        request.body = postData(value["postData"], headers: request.headers, problems: &problems)
        request.wireByteCount = wireByteCount(value)
        return request
    }

    /// `nil` where the archive says that there was none.
    func response(from value: JSONValue?, problems: inout [String]) -> Response? {
        guard let value, value.members != nil else { return nil }
        guard let status = value["status"]?.int, (0...999).contains(status) else {
            problems.append("the status is not a number")
            return nil
        }
        guard status != 0 else { return nil }
        var response = Response(status: status)
        response.reason = WireText(value["statusText"]?.string ?? "")
        response.version = version(value["httpVersion"])
        response.headers = headers(value["headers"], problems: &problems)
        response.trailers = value["_trailers"].map { headers($0, problems: &problems) }
        response.wireByteCount = wireByteCount(value)
        if let content = value["content"], content.members != nil {
            response.body = body(content, headers: response.headers, problems: &problems)
        }
        return response
    }

    private func readURL(of value: JSONValue, into request: inout Request, problems: inout [String]) {
        let text = value["url"]?.string ?? ""
        do {
            if request.method == "CONNECT" {
                request.origin = try Origin(scheme: .https, authority: text.utf8)
                request.target = WireText(text)
            } else {
                let url = try AbsoluteURL(text.utf8)
                request.origin = url.origin
                request.target = url.target
            }
        } catch {
            problems.append("the URL \"\(text.prefix(200))\" cannot be read: \(error.message)")
            if !text.isEmpty { request.target = WireText(text) }
        }
        if let target = value["_target"]?.string { request.target = WireText(target) }
        if let target = value["_targetBase64"]?.string.flatMap(Base64.decode) {
            request.target = WireText(bytes: target)
        }
    }

    /// `HTTP/1.1`, `http/2.0`, `h2`, `h3`: what is newer is shown as HTTP/2, what is unknown as HTTP/1.1.
    private func version(_ value: JSONValue?) -> HTTPVersion {
        let text = (value?.string ?? "").lowercased()
        if text.hasSuffix("/1.0") { return .http10 }
        let isNewer = ["http/2", "http/3", "h2", "h3"].contains { text.hasPrefix($0) }
        return isNewer ? .http2 : .http11
    }

    private func wireByteCount(_ value: JSONValue) -> Int {
        if let count = value["_wireBytes"]?.int { return max(0, count) }
        return [value["headersSize"]?.int, value["bodySize"]?.int].reduce(0) { $0 &+ min(max(0, $1 ?? 0), 1 << 48) }
    }

    // MARK: - Fields

    /// Objects with `name` and `value`, or arrays of two.
    private func headers(_ value: JSONValue?, problems: inout [String]) -> Headers {
        var headers = Headers()
        for element in value?.elements ?? [] {
            let name = fieldBytes(element["name"] ?? element[0])
            guard let first = name.first, !name.dropFirst().contains(UInt8(ascii: ":")), first != 0x20 else {
                problems.append("a field has no usable name")
                continue
            }
            var bytes = fieldBytes(element["value"] ?? element[1])
            if element["_latin1"]?.bool == true { bytes = TextCharset.latin1.encode(bytes).bytes ?? bytes }
            headers.append(name: name, value: bytes)
        }
        return headers
    }

    /// Text as the bytes of one line: what would break it is a space. Numbers and the like as they are written.
    private func fieldBytes(_ value: JSONValue?) -> [UInt8] {
        let bytes: [UInt8] =
            switch value {
            case .string(let text): Array(text.utf8)
            case nil, .null: []
            case .some(let other): other.bytes
            }
        return bytes.map { $0 == 0x0D || $0 == 0x0A || $0 == 0 ? 0x20 : $0 }
    }

    // MARK: - Bodies

    private func postData(_ value: JSONValue?, headers: Headers, problems: inout [String]) -> Body? {
        guard let value, value.members != nil else { return nil }
        guard value["text"]?.string == nil, let params = value["params"]?.elements, !params.isEmpty else {
            return body(value, headers: headers, problems: &problems)
        }
        return Body(
            params.map { param in
                Self.formEncoded(param["name"]?.string ?? "") + "=" + Self.formEncoded(param["value"]?.string ?? "")
            }.joined(separator: "&")
        )
    }

    private func body(_ value: JSONValue, headers: Headers, problems: inout [String]) -> Body? {
        if let wire = value["_wireBase64"]?.string.flatMap(Base64.decode) { return captured(wire, of: value) }
        guard let text = value["text"]?.string else {
            let byteCount = min(max(0, value["size"]?.int ?? 0), 1 << 48)
            return byteCount == 0 ? nil : Body(chunks: [], byteCount: byteCount, isTruncated: true)
        }
        var bytes = Array(text.utf8)
        if value["encoding"]?.string?.lowercased() == "base64" {
            if let decoded = Base64.decode(text) {
                bytes = decoded
            } else {
                problems.append("a body is marked as base64 and is not that")
            }
        }
        if value["_asReceived"]?.bool != true { bytes = Self.coded(bytes, headers: headers) }
        return captured(bytes, of: value)
    }

    private func captured(_ bytes: [UInt8], of value: JSONValue) -> Body {
        guard let byteCount = value["_truncatedFrom"]?.int else { return Body(bytes) }
        let chunks = bytes.isEmpty ? [] : [bytes]
        return Body(chunks: chunks, byteCount: min(max(bytes.count, byteCount), 1 << 48), isTruncated: true)
    }

    /// Archives hold bodies decoded, under fields that still name the coding: with it applied the two agree again.
    private static func coded(_ bytes: [UInt8], headers: Headers) -> [UInt8] {
        let names = ContentCoding.names(in: headers)
        guard !names.isEmpty, !bytes.isEmpty else { return bytes }
        let isCoded = DecodedBody(Body(bytes), codings: names, limit: DecodedBody.standardLimit).notes.isEmpty
        // A coding that cannot be applied leaves the body as the archive has it; the views say so.
        return isCoded ? bytes : (try? ContentCoding.encode(bytes, with: names)) ?? bytes
    }

    private static func formEncoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte == 0x20 {
                bytes.append(UInt8(ascii: "+"))
            } else if byte.isTokenByte, !"+%&'`^|!#$".utf8.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += "%\(byte.hexadecimal.uppercased())".utf8
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

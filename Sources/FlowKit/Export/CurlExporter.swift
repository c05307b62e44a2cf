extension Exporter {
    static let curl = Exporter(
        name: "cURL command",
        keyword: "curl",
        fileExtension: "sh",
        summary: "a command for sh that sends the same request, byte for byte",
        separator: "\n",
        obstacle: { $0.kind == .http && $0.request.method != "CONNECT" ? nil : "curl cannot open a bare tunnel" },
        one: { Array((CurlCommand($0.request).text + "\n").utf8) }
    )
}

/// A `curl` command for a POSIX shell that sends a request as it was received: method, target, each field in its place
/// and with its spacing, body.
///
/// What it leaves out: fields meant for the proxy (`Proxy-Connection`, `Proxy-Authorization`), trailers, and the space
/// after the colon of a field without a value: curl has no way to send these. Chunk boundaries are curl's own.
package struct CurlCommand: Sendable {
    /// Without a line break at the end. Arguments stand on lines of their own.
    package let text: String

    package init(_ request: Request) {
        let body = CurlBody(request)
        let fields = CurlFields(request, body: body)
        let options =
            Self.target(of: request) + Self.version(of: request) + Self.method(of: request, body: body)
            + fields.options + body.options
        let command = "curl " + options.joined(separator: " \\\n  ")
        text = (Self.notes(on: request) + [body.source.map { "\($0) | \(command)" } ?? command]).joined(separator: "\n")
    }

    private static func notes(on request: Request) -> [String] {
        var notes: [String] = []
        if let body = request.body, body.isTruncated {
            notes.append(
                "# only the first \(body.capturedByteCount) of \(body.byteCount) bytes of the body were captured"
            )
        }
        if request.trailers != nil { notes.append("# curl cannot send the trailers this request had") }
        return notes
    }

    private static func target(of request: Request) -> [String] {
        let target = request.originFormBytes
        let origin = request.origin.description
        // curl cuts a fragment, refuses spaces, and drops an empty query: such targets go past its URL parser.
        let isOrdinary =
            target.first == UInt8(ascii: "/") && target.last != UInt8(ascii: "?")
            && target.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"#<>\\^`|".utf8.contains($0) }
        guard isOrdinary else {
            return [ShellWord.quote(origin.utf8), "--request-target " + ShellWord.quote(target)]
        }
        let url = Array(origin.utf8) + target
        var options = [ShellWord.quote(url)]
        if target.contains(where: { "[]{}".utf8.contains($0) }) { options.append("--globoff") }
        let path = String(decoding: target.prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self).lowercased()
        if path.contains("/.") || path.contains("/%2e") { options.append("--path-as-is") }
        return options
    }

    private static func version(of request: Request) -> [String] {
        switch (request.version, request.origin.scheme) {
        case (.http10, _): ["--http1.0"]
        case (.http11, .http): []
        case (.http11, .https): ["--http1.1"]
        case (.http2, .http): ["--http2-prior-knowledge"]
        case (.http2, .https): ["--http2"]
        }
    }

    private static func method(of request: Request, body: CurlBody) -> [String] {
        switch (request.method, body.isSent) {
        case ("GET", false), ("POST", true): []
        case ("HEAD", false): ["--head"]
        default: ["-X " + ShellWord.quote(request.method.utf8)]
        }
    }
}

/// The `-H` options: the request's own fields in order, and empty ones that keep curl from adding its own.
private struct CurlFields {
    private(set) var options: [String] = []

    init(_ request: Request, body: CurlBody) {
        let isHostCurls = Self.isHostCurls(request)
        // Told that there is no Host, curl takes any that follows as an ordinary field, in its place.
        if !isHostCurls { suppress("Host") }
        for name in ["User-Agent", "Accept"] where !request.headers.contains(name) { suppress(name) }
        if body.isSent, !request.headers.contains("Content-Type") { suppress("Content-Type") }
        if body.byteCount > 1024, !request.headers.contains("Expect") { suppress("Expect") }

        for (index, (field, content)) in Self.sent(request).enumerated() {
            if isHostCurls, index == 0 { continue }
            if field.isNamed("Content-Length"), request.body?.isTruncated == true { continue }
            let isEmpty = field.valueBytes.isEmpty
            options.append("-H " + ShellWord.quote(isEmpty ? Array(field.nameBytes) + [UInt8(ascii: ";")] : content))
        }
        // Not asked for, but wanted: the answer is readable. The field itself stays as it is above.
        if request.headers.contains("Accept-Encoding") { options.append("--compressed") }
    }

    private mutating func suppress(_ name: String) {
        options.append("-H '\(name):'")
    }

    /// Each field to send with its line as it stood.
    private static func sent(_ request: Request) -> [(field: Headers.Field, content: [UInt8])] {
        EditableRequest.shownLines(of: request.headers).compactMap { line in
            guard let field = Headers(lines: line.whole).first(where: { _ in true }) else { return nil }
            let isForProxy = field.isNamed("Proxy-Connection") || field.isNamed("Proxy-Authorization")
            return isForProxy ? nil : (field, Array(line.content))
        }
    }

    /// Whether curl's own first line would be the request's: then the command need not say it.
    private static func isHostCurls(_ request: Request) -> Bool {
        if request.version == .http2 { return !request.headers.contains("Host") }
        guard let first = sent(request).first, first.content == Array("Host: \(request.origin.authority)".utf8) else {
            return false
        }
        guard request.headers.lines("Host").count == 1 else { return false }
        // curl rewrites what it takes for an address (0x7f.1, ::0:1): those must be said.
        let lastLabel = request.origin.host.split(separator: ".").last ?? ""
        return lastLabel.utf8.allSatisfy { $0.isASCIIDigit }
            ? isCanonicalIPv4(request.origin.host)
            : lastLabel.utf8.first.map { !$0.isASCIIDigit } == true && !request.origin.host.contains(":")
    }

    private static func isCanonicalIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { part in UInt8(part).map { String($0) == part } ?? false }
    }
}

/// How the body gets to curl.
private struct CurlBody {
    /// A command whose output is the body; `nil`: the options say it.
    private(set) var source: String?
    private(set) var options: [String] = []
    let byteCount: Int

    /// Linux limits one argument to 128 KiB; `printf` is part of the shell and takes any.
    private static let argumentByteLimit = 64 << 10

    init(_ request: Request) {
        let bytes = request.body?.bytes ?? []
        byteCount = bytes.count
        guard !bytes.isEmpty || request.headers.contains("Transfer-Encoding") else { return }
        let isPlain = ShellWord.isPlain(bytes)
        if isPlain, bytes.count <= Self.argumentByteLimit {
            options = ["--data-raw " + ShellWord.singleQuoted(bytes)]
        } else {
            source = isPlain ? "printf %s " + ShellWord.singleQuoted(bytes) : "printf " + ShellWord.printfFormat(bytes)
            options = ["--data-binary @-"]
        }
    }

    var isSent: Bool { !options.isEmpty }
}

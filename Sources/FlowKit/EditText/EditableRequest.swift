/// A request as text a person can edit: a request line with the absolute URL, the fields as they were, an empty line,
/// the body.
///
/// ```
/// POST https://api.example.com/v1/orders?dry=1 HTTP/1.1
/// Host: api.example.com
/// Content-Type: application/json
/// Content-Length: 17
///
/// {"item":"pencil"}
/// ```
///
/// The request that was edited from is kept beside the text, so that whatever is not changed comes back byte for byte:
///
/// * A field line keeps its spacing and its bytes. A line that was not UTF-8 is shown, and written again, as Latin-1.
/// * A body is shown without its content coding and in its charset, and goes through both again only when it, or the
///   fields that name them, changed. A body whose line breaks are all CRLF is shown with plain ones and gets CRLF back.
/// * A body that is not text, was captured in part, or is very large is shown as one line; while that line stays, the
///   body does.
/// * Pseudo-fields of HTTP/2 are not shown: the request line says the same. Trailers are kept as they were.
package struct EditableRequest: Hashable, Sendable {
    /// What the text was made from.
    package let request: Request
    /// What to edit. Lines end in LF; there is no line break after the body that the body does not have.
    package let text: String
    let body: EditableBody

    /// Reads the body where it is in a file: take it on a thread that may wait for a disk.
    package init(_ request: Request) {
        var request = request
        // In memory from here on: what is typed is compared with it.
        if let body = request.body, body.isSpilled, body.byteCount <= EditableBody.editableByteLimit {
            request.body = body.inMemory ?? body
        }
        self.request = request
        body = EditableBody(of: request)
        var lines = ["\(request.method) \(Self.shownTarget(of: request)) \(request.version.rawValue)"]
        for line in Self.shownLines(of: request.headers) { lines.append(WireText.decode(line.content)) }
        text = lines.joined(separator: "\n") + "\n\n" + body.text
    }

    /// Reads edited text: a pure function of the text and of the request it began as.
    ///
    /// `Content-Length` follows a changed body, and `Host` a changed URL, unless the person edited those lines: then
    /// they stand as typed. Odd things may be sent; where they make the framing ambiguous the result has a warning.
    /// A URL without scheme and host (`/path`, `*`) goes to the origin the request had.
    ///
    /// - Throws: `EditTextError` for the first line that cannot be read.
    package func parse(_ text: String) throws(EditTextError) -> EditedRequest {
        let lines = EditTextLines(text)
        var edited = request
        let requestLine = try EditedRequestLine(lines.head.first ?? [], basedOn: self)
        edited.method = requestLine.method
        edited.target = requestLine.target
        edited.origin = requestLine.origin
        edited.version = requestLine.version
        edited.headers = try EditedFields(lines.head.dropFirst(), basedOn: self).headers(for: edited)
        edited.body = try body.body(editedAs: lines.body, line: lines.head.count + 1, headers: edited.headers)
        followBody(in: &edited)
        let warnings = FramingWarnings.of(edited) + codingWarnings(for: edited)
        return EditedRequest(request: edited, isChanged: edited != request, warnings: warnings)
    }

    private func codingWarnings(for edited: Request) -> [String] {
        let names = ContentCoding.names(in: edited.headers)
        guard edited.body != request.body || names != ContentCoding.names(in: request.headers) else { return [] }
        return names.filter { ContentCoding.named($0) == nil }.map {
            "the body is sent as typed: \($0) is not a content coding that can be applied here"
        }
    }

    /// `EditableRequest(request).parse(text)`.
    package static func parse(_ text: String, basedOn request: Request) throws(EditTextError) -> EditedRequest {
        try EditableRequest(request).parse(text)
    }

    /// The target as the request line shows it: with the origin where the wire had only a path.
    static func shownTarget(of request: Request) -> String {
        guard request.method != "CONNECT", request.target.bytes.first == UInt8(ascii: "/") else {
            return request.target.text
        }
        return request.origin.description + request.target.text
    }

    /// Each field line that is shown, whole and without its line break. Pseudo-fields are left out.
    static func shownLines(of headers: Headers) -> [(content: ArraySlice<UInt8>, whole: ArraySlice<UInt8>)] {
        headers.lines.compactMap { field, range in
            let whole = headers.bytes[range]
            var content = whole
            if content.last == 0x0A { content = content.dropLast() }
            if content.last == 0x0D { content = content.dropLast() }
            return field.nameBytes.first == UInt8(ascii: ":") ? nil : (content, whole)
        }
    }
}

/// What edited text asks to send.
package struct EditedRequest: Hashable, Sendable {
    package var request: Request
    /// False when the request is the one the text was made from, byte for byte.
    package var isChanged: Bool
    /// What a server may misread, one sentence each, to be shown before sending; empty for ordinary requests.
    package var warnings: [String]
}

/// Edited text cut into the lines of its head and its body.
struct EditTextLines {
    /// Without line breaks; a CR before the LF belongs to the break.
    private(set) var head: [ArraySlice<UInt8>] = []
    private(set) var body: ArraySlice<UInt8> = []

    init(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A)
            var line = rest[..<(end ?? rest.endIndex)]
            rest = end.map { rest[($0 + 1)...] } ?? []
            if line.last == 0x0D { line = line.dropLast() }
            if line.isEmpty, !head.isEmpty {
                body = rest
                return
            }
            head.append(line)
        }
    }
}

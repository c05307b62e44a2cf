import FlowKit

/// Checks and cuts a complete head in one pass (RFC 9112 §2 to §5).
///
/// Requests are held to the letter. Responses may end lines in a lone LF, fold them, and have white space before a colon,
/// as browsers and curl allow: nothing can be smuggled with it, because the head is written anew, without all that.
enum HeadParser {
    /// - Parameter bytes: exactly one head, its blank line included.
    static func request(_ bytes: UnsafeRawBufferPointer, limits: HeadLimits = .standard) throws(HTTP1Error)
        -> RequestHead
    {
        let line = try startLine(bytes, isStrict: true, limits: limits)
        guard let methodEnd = bytes.firstIndex(of: 0x20, from: 0), methodEnd < line.end else {
            throw HTTP1Error("the request line has no spaces: \(excerpt(bytes, 0..<line.end))")
        }
        guard methodEnd > 0, bytes[0..<methodEnd].allSatisfy(\.isTokenCharacter) else {
            throw HTTP1Error("the method is not a token: \(excerpt(bytes, 0..<methodEnd))")
        }
        let targetStart = methodEnd + 1
        guard let targetEnd = bytes.firstIndex(of: 0x20, from: targetStart), targetEnd < line.end else {
            throw HTTP1Error("the request line has no HTTP version: \(excerpt(bytes, 0..<line.end))")
        }
        let target = targetStart..<targetEnd
        guard !target.isEmpty, bytes[target].allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw HTTP1Error("the request target is empty or has control characters")
        }
        let version = try version(bytes, (targetEnd + 1)..<line.end)
        var facts = FieldFacts()
        let fields = try fields(bytes, from: line.next, isStrict: true, limits: limits, facts: &facts)
        // RFC 9112 §3.2.
        guard facts.hostCount <= 1 else { throw HTTP1Error("more than one Host field") }
        guard facts.isHostValid else {
            throw HTTP1Error("the Host field is not a host: “\(WireText.decode(facts.host.prefix(60)))”")
        }
        return RequestHead(
            method: String(decoding: UnsafeRawBufferPointer(rebasing: bytes[0..<methodEnd]), as: UTF8.self),
            target: bytes.copy(target),
            version: version,
            headers: fields,
            facts: facts,
            byteCount: bytes.count
        )
    }

    /// - Parameter bytes: exactly one head, its blank line included.
    static func response(
        _ bytes: UnsafeRawBufferPointer,
        limits: HeadLimits = .standard
    ) throws(HTTP1Error) -> ResponseHead {
        do throws(HTTP1Error) {
            return try unfoldedResponse(bytes, limits: limits)
        } catch {
            guard error == .folded else { throw error }
            let unfolded = unfolding(bytes)
            let result = unfolded.withUnsafeBytes { bytes in
                Result { () throws(HTTP1Error) in try unfoldedResponse(bytes, limits: limits) }
            }
            return try result.get()
        }
    }

    private static func unfoldedResponse(
        _ bytes: UnsafeRawBufferPointer,
        limits: HeadLimits
    ) throws(HTTP1Error) -> ResponseHead {
        let line = try startLine(bytes, isStrict: false, limits: limits)
        let versionEnd = bytes.firstIndex(of: 0x20, from: 0).map { min($0, line.end) } ?? line.end
        let version = try version(bytes, 0..<versionEnd)
        let digits = bytes[min(versionEnd + 1, line.end)..<line.end].prefix { $0 != 0x20 }
        guard digits.count == 3, let status = Int(WireText.decode(digits)), status >= 100 else {
            throw HTTP1Error("the status is not three digits: \(excerpt(bytes, 0..<line.end))")
        }
        let reason = min(digits.endIndex + 1, line.end)..<line.end
        if bytes.contains(0, in: reason) { throw HTTP1Error("a NUL byte in the reason phrase") }
        var facts = FieldFacts()
        let fields = try fields(bytes, from: line.next, isStrict: false, limits: limits, facts: &facts)
        return ResponseHead(
            status: status,
            reason: bytes.copy(reason),
            version: version,
            headers: fields,
            facts: facts,
            byteCount: bytes.count
        )
    }

    /// Checks a trailer section, its blank line included.
    static func trailers(_ bytes: UnsafeRawBufferPointer, isStrict: Bool) throws(HTTP1Error) -> Headers {
        var facts = FieldFacts()
        return try fields(bytes, from: 0, isStrict: isStrict, limits: .standard, facts: &facts)
    }

    private static func version(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) throws(HTTP1Error) -> HTTPVersion
    {
        let text = bytes[range]
        if text.elementsEqual("HTTP/1.1".utf8) { return .http11 }
        if text.elementsEqual("HTTP/1.0".utf8) { return .http10 }
        let isHTTP =
            text.starts(with: "HTTP/".utf8)
            && text.dropFirst(5).map { $0 >= 0x30 && $0 <= 0x39 ? 0x30 : $0 } == Array("0.0".utf8)
        // RFC 9110 §2.5: what a later minor version adds may be ignored.
        if isHTTP, text.starts(with: "HTTP/1.".utf8) { return .http11 }
        // RFC 9110 §15.6.6: a major version we do not speak.
        let shown = excerpt(bytes, range)
        throw HTTP1Error(
            isHTTP ? "\(shown) is not supported" : "not an HTTP version: \(shown)",
            status: isHTTP ? 505 : 400
        )
    }

    private static func startLine(
        _ bytes: UnsafeRawBufferPointer,
        isStrict: Bool,
        limits: HeadLimits
    ) throws(HTTP1Error) -> (end: Int, next: Int) {
        guard let line = try line(bytes, from: 0, isStrict: isStrict) else { throw HTTP1Error("the head is empty") }
        guard line.end <= limits.startLineBytes else {
            throw HTTP1Error("the request line has \(line.end) bytes, more than \(limits.startLineBytes)", status: 414)
        }
        return line
    }

    /// The end of the line's text and the start of the next line.
    @inline(__always)
    private static func line(
        _ bytes: UnsafeRawBufferPointer,
        from start: Int,
        isStrict: Bool
    ) throws(HTTP1Error) -> (end: Int, next: Int)? {
        guard let lineFeed = bytes.firstIndex(of: 0x0A, from: start) else { return nil }
        let hasReturn = lineFeed > start && bytes[lineFeed - 1] == 0x0D
        // RFC 9112 §2.2 allows a lone LF; two parsers that differ on it are how requests are smuggled.
        if isStrict, !hasReturn {
            throw HTTP1Error("a line ends in LF without CR: \(excerpt(bytes, start..<lineFeed))")
        }
        let end = hasReturn ? lineFeed - 1 : lineFeed
        if bytes.firstIndex(of: 0x0D, from: start).map({ $0 < end }) ?? false {
            throw HTTP1Error("a bare CR inside a line: \(excerpt(bytes, start..<end))")
        }
        return (end, lineFeed + 1)
    }

    /// Checks field lines up to the blank line and returns them as they stood.
    private static func fields(
        _ bytes: UnsafeRawBufferPointer,
        from start: Int,
        isStrict: Bool,
        limits: HeadLimits,
        facts: inout FieldFacts
    ) throws(HTTP1Error) -> Headers {
        var position = start
        var count = 0
        var needsRewriting = false
        while let line = try line(bytes, from: position, isStrict: isStrict) {
            if line.end == position { break }
            count += 1
            guard count <= limits.fieldCount else {
                throw HTTP1Error("more than \(limits.fieldCount) fields", status: 431)
            }
            let isSpaced = try field(bytes, position..<line.end, isStrict: isStrict, facts: &facts)
            facts.noteEndOfLine(position - start..<line.next - start)
            needsRewriting = needsRewriting || isSpaced || line.next - line.end == 1
            position = line.next
        }
        guard needsRewriting else { return Headers(lines: bytes.copy(start..<position)) }
        facts.droppedLines = nil
        return Headers(lines: rewritten(bytes[start..<position]))
    }

    /// - Returns: whether white space stands before the colon.
    @inline(__always)
    private static func field(
        _ bytes: UnsafeRawBufferPointer,
        _ line: Range<Int>,
        isStrict: Bool,
        facts: inout FieldFacts
    ) throws(HTTP1Error) -> Bool {
        let start = line.lowerBound
        let first = bytes[start]
        if first == 0x20 || first == 0x09 {
            guard isStrict else { throw .folded }
            throw HTTP1Error("a folded field line (obs-fold): \(excerpt(bytes, line))")
        }
        var colon = start
        while colon < line.upperBound, bytes[colon].isTokenCharacter { colon += 1 }
        let name = start..<colon
        if !isStrict, !name.isEmpty {
            while colon < line.upperBound, bytes[colon] == 0x20 || bytes[colon] == 0x09 { colon += 1 }
        }
        guard colon < line.upperBound, bytes[colon] == UInt8(ascii: ":") else {
            throw HTTP1Error(whyNoName(bytes, line, stop: name.upperBound))
        }
        guard colon > start else { throw HTTP1Error("a field without a name: \(excerpt(bytes, line))") }
        if bytes.contains(0, in: colon..<line.upperBound) {
            throw HTTP1Error("a NUL byte in the field \(excerpt(bytes, start..<colon))")
        }
        var valueStart = colon + 1
        var valueEnd = line.upperBound
        while valueStart < valueEnd, bytes[valueStart] == 0x20 || bytes[valueStart] == 0x09 { valueStart += 1 }
        while valueEnd > valueStart, bytes[valueEnd - 1] == 0x20 || bytes[valueEnd - 1] == 0x09 { valueEnd -= 1 }
        try facts.note(name: name, value: valueStart..<valueEnd, in: bytes)
        return name.upperBound < colon
    }

    private static func whyNoName(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>, stop: Int) -> String {
        guard stop < line.upperBound else { return "a field line without a colon: \(excerpt(bytes, line))" }
        switch bytes[stop] {
        // RFC 9112 §5.1: white space before the colon must be refused.
        case 0x20, 0x09: return "white space in or after a field name: \(excerpt(bytes, line))"
        case 0: return "a NUL byte in a field name"
        default: return "a field name with a character that is not allowed: \(excerpt(bytes, line))"
        }
    }

    /// The beginning of what is wrong, short enough for an error.
    private static func excerpt(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> String {
        let shown = WireText.decode(bytes[range].prefix(60))
        return "“\(shown)\(range.count > 60 ? "…" : "")”"
    }
}

import FlowKit

/// What the fields of a head say about its framing and its connection; gathered in the one pass that checks them.
struct FieldFacts: Equatable {
    /// All Content-Length values agree on this; `nil`: there is none.
    var contentLength: Int?
    /// Content-Length stood more than once, or as a list: forwarded as one.
    var isContentLengthRepeated = false
    var hasTransferEncoding = false
    /// `chunked` is the last transfer coding, and occurs once.
    var isChunked = false
    var isChunkedRepeated = false
    /// A member of Transfer-Encoding is empty or has quotes, which not everybody reads the same.
    var isTransferEncodingOdd = false

    var asksToClose = false
    var asksToKeepAlive = false
    var namesUpgrade = false
    var hasUpgrade = false
    var namesTE = false
    var acceptsTrailers = false
    /// Fields that Connection names besides the well-known ones, in lower case.
    var connectionFields: [String] = []
    /// Where the lines of fields for this connection only stand in the block of fields, in order: they are not
    /// forwarded. `nil`: their places are not known, and the lines have to be looked at again.
    var droppedLines: [Range<Int>]? = []
    private var isLineDropped = false

    var hostCount = 0
    /// The last Host value.
    var host: [UInt8] = []
    var expectsContinue = false
    /// Authentication that is bound to the connection (NTLM, Negotiate).
    var authenticatesConnection = false
}

extension FieldFacts {
    /// The value of the Host field; `nil`: there is none.
    var hostField: [UInt8]? { hostCount > 0 ? host : nil }

    /// Ends the line whose field was noted last.
    ///
    /// - Parameter line: its place in the block of fields, line end included.
    mutating func noteEndOfLine(_ line: Range<Int>) {
        guard isLineDropped else { return }
        isLineDropped = false
        droppedLines?.append(line)
    }

    /// Takes in one checked field line.
    mutating func note(name: Range<Int>, value: Range<Int>, in bytes: UnsafeRawBufferPointer) throws(HTTP1Error) {
        switch name.count {
        case 2 where bytes.isName("te", name):
            isLineDropped = true
            acceptsTrailers = acceptsTrailers || containsToken("trailers", in: bytes[value])
        case 4 where bytes.isName("host", name):
            hostCount += 1
            host = Array(bytes[value])
        case 6 where bytes.isName("expect", name):
            expectsContinue = expectsContinue || containsToken("100-continue", in: bytes[value])
        case 7 where bytes.isName("upgrade", name):
            hasUpgrade = true
            isLineDropped = true
        case 10 where bytes.isName("connection", name):
            noteConnection(bytes[value])
        case 10 where bytes.isName("keep-alive", name), 16 where bytes.isName("proxy-connection", name),
            19 where bytes.isName("proxy-authorization", name):
            isLineDropped = true
            if name.count == 16 { noteProxyConnection(bytes[value]) }
        case 13 where bytes.isName("authorization", name), 16 where bytes.isName("www-authenticate", name):
            noteAuthentication(bytes[value])
        case 14 where bytes.isName("content-length", name):
            try noteContentLength(bytes[value])
        case 17 where bytes.isName("transfer-encoding", name):
            noteTransferEncoding(bytes[value])
        default:
            break
        }
    }

    /// RFC 9112 §6.3 rule 5: a list of equal values is one value; anything else is an error.
    private mutating func noteContentLength(_ value: Slice<UnsafeRawBufferPointer>) throws(HTTP1Error) {
        // What nearly all messages have.
        if contentLength == nil, let length = Self.decimal(value) {
            contentLength = length
            return
        }
        let members = value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        for member in members {
            let digits = member.trimmingWhitespace()
            guard let length = Self.decimal(digits) else {
                throw HTTP1Error("Content-Length is not a number: \(WireText.decode(value))")
            }
            if let known = contentLength, known != length {
                throw HTTP1Error("Content-Length has different values: \(known) and \(length)")
            }
            isContentLengthRepeated = isContentLengthRepeated || contentLength != nil
            contentLength = length
        }
    }

    private static func decimal(_ digits: some Collection<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.count <= 18 else { return nil }
        var number = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }

    private mutating func noteTransferEncoding(_ value: Slice<UnsafeRawBufferPointer>) {
        hasTransferEncoding = true
        for member in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let coding = member.trimmingWhitespace()
            isTransferEncodingOdd =
                isTransferEncodingOdd || coding.isEmpty || coding.contains(UInt8(ascii: "\""))
            isChunkedRepeated = isChunkedRepeated || isChunked
            isChunked = coding.equalsIgnoringASCIICase("chunked".utf8)
        }
    }

    private mutating func noteConnection(_ value: Slice<UnsafeRawBufferPointer>) {
        isLineDropped = true
        // What nearly all messages say, without making strings of it.
        if value.equalsIgnoringASCIICase("keep-alive".utf8) {
            asksToKeepAlive = true
            return
        }
        for token in Self.tokens(value) {
            switch token {
            case "close": asksToClose = true
            case "keep-alive": asksToKeepAlive = true
            case "upgrade": namesUpgrade = true
            case "te": namesTE = true
            // RFC 9110 §7.6.1: a field that is meant for all recipients is not ours to drop.
            default: if !HopByHop.endToEndNames.contains(token) { connectionFields.append(token) }
            }
        }
    }

    /// Not a standard field, but what old clients say to proxies instead of Connection.
    private mutating func noteProxyConnection(_ value: Slice<UnsafeRawBufferPointer>) {
        for token in Self.tokens(value) {
            if token == "close" { asksToClose = true }
            if token == "keep-alive" { asksToKeepAlive = true }
        }
    }

    private mutating func noteAuthentication(_ value: Slice<UnsafeRawBufferPointer>) {
        let scheme = value.prefix { $0 != 0x20 }
        authenticatesConnection =
            authenticatesConnection || scheme.equalsIgnoringASCIICase("ntlm".utf8)
            || scheme.equalsIgnoringASCIICase("negotiate".utf8)
    }

    /// Whether Host has the characters of a host and a port (RFC 9110 §7.2); an empty one is allowed.
    var isHostValid: Bool {
        guard host.first != UInt8(ascii: "[") else {
            guard let end = host.firstIndex(of: UInt8(ascii: "]")), end > 1 else { return false }
            let isAddress = host[1..<end].allSatisfy {
                $0.hexadecimalValue != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
            }
            return isAddress && Self.isPort(host[(end + 1)...])
        }
        let name = host.prefix { $0 != UInt8(ascii: ":") }
        return name.allSatisfy(\.isHostCharacter) && Self.isPort(host[name.endIndex...])
    }

    /// Nothing, or a colon and digits or none.
    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let colon = bytes.first else { return true }
        return colon == UInt8(ascii: ":") && bytes.dropFirst().allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }

    private func containsToken(_ token: String, in value: Slice<UnsafeRawBufferPointer>) -> Bool {
        Self.tokens(value).contains(token)
    }

    private static func tokens(_ value: Slice<UnsafeRawBufferPointer>) -> [String] {
        value.split(separator: UInt8(ascii: ",")).compactMap { member in
            let token = member.trimmingWhitespace()
            return token.isEmpty ? nil : WireText.decode(token).lowercased()
        }
    }
}

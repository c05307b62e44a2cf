import FlowKit
import NIOCore

extension ByteBuffer {
    /// The readable bytes, for parsers that throw their own error.
    @inline(__always)
    func withReadable<Value>(
        _ body: (UnsafeRawBufferPointer) throws(HTTP1Error) -> Value
    ) throws(HTTP1Error) -> Value {
        let result: Result<Value, HTTP1Error> = withUnsafeReadableBytes { bytes in
            do throws(HTTP1Error) {
                return .success(try body(bytes))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Writes a request head for the next hop: the target given, connection-level fields left out (RFC 9110 §7.6.1).
    ///
    /// Everything else leaves as it came (from HTTP/2: as HTTP/1.1 has it): order, case, repetition, spacing and bytes of the fields.
    ///
    /// - Parameters:
    ///   - host: replaces the Host field; `nil` leaves it alone.
    ///   - addsChunks: the body, which came without, goes out in chunks.
    ///   - upgrade: what becomes of the Upgrade field.
    mutating func writeRequestHead(
        _ head: RequestHead,
        target: some Collection<UInt8>,
        host: String?,
        addsChunks: Bool = false,
        upgrade: ForwardedRequestForm.Upgrade = .asReceived
    ) {
        guard head.version != .http2 else {
            return writeRequestHead(head.asHTTP1, target: target, host: host, addsChunks: addsChunks, upgrade: upgrade)
        }
        reserveCapacity(minimumWritableBytes: head.byteCount + 64)
        writeString(head.method)
        writeInteger(UInt8(0x20))
        writeBytes(target)
        writeStaticString(" HTTP/1.1\r\n")
        let isUpgrade = head.asksToUpgrade && upgrade != .declined
        // RFC 9112 §3.2.2: for a target in absolute-form the Host field is made from the target.
        if let host, head.facts.hostCount == 0 {
            writeStaticString("Host: ")
            writeString(host)
            writeStaticString("\r\n")
        }
        var isHTTP2 = false
        if case .http2 = upgrade { isHTTP2 = true }
        writeFields(
            head.headers,
            facts: head.facts,
            keepsUpgrade: isUpgrade,
            keepsConnection: isUpgrade && !isHTTP2,
            host: head.facts.hostCount > 0 ? host : nil
        )
        if addsChunks { writeStaticString("Transfer-Encoding: chunked\r\n") }
        if case .http2(let settings) = upgrade {
            writeString("Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: \(settings)\r\n")
        } else if !isUpgrade, head.facts.acceptsTrailers, head.facts.namesTE {
            writeStaticString("TE: trailers\r\nConnection: TE\r\n")
        }
        writeStaticString("\r\n")
    }

    /// Writes a response head for the client, in HTTP/1.1 whatever it came in.
    mutating func writeResponseHead(_ head: ResponseHead, _ form: ForwardedResponseForm) {
        guard head.version != .http2 else { return writeResponseHead(head.asHTTP1, form) }
        reserveCapacity(minimumWritableBytes: head.byteCount + 64)
        writeStaticString("HTTP/1.1 ")
        writeString(String(head.status))
        writeInteger(UInt8(0x20))
        writeBytes(head.reason)
        writeStaticString("\r\n")
        let keepsConnection = form.connection == .upgrade && head.facts.namesUpgrade
        writeFields(
            head.headers,
            facts: head.facts,
            keepsUpgrade: form.connection == .upgrade,
            keepsConnection: keepsConnection,
            host: nil,
            dropsTransferEncoding: form.chunks == .removed
        )
        if form.chunks == .added { writeStaticString("Transfer-Encoding: chunked\r\n") }
        if let connection = form.connection, !keepsConnection {
            writeStaticString("Connection: ")
            writeString(connection.rawValue)
            writeStaticString("\r\n")
        }
        writeStaticString("\r\n")
    }

    private mutating func writeFields(
        _ headers: Headers,
        facts: FieldFacts,
        keepsUpgrade: Bool,
        keepsConnection: Bool,
        host: String?,
        dropsTransferEncoding: Bool = false
    ) {
        let isRewritten =
            facts.isContentLengthRepeated || host != nil || dropsTransferEncoding || keepsUpgrade
            || !facts.connectionFields.isEmpty
        if !isRewritten, let dropped = facts.droppedLines { return writeBlock(headers.bytes, without: dropped) }
        var hasLength = false
        var hasConnection = false
        headers.forEachLine { field, line in
            if field.isNamed("Content-Length"), facts.isContentLengthRepeated, let length = facts.contentLength {
                if !hasLength { writeString("\(field.name): \(length)\r\n") }
                hasLength = true
            } else if field.isNamed("Host"), let host {
                writeString("\(field.name): \(host)\r\n")
            } else if keepsConnection, field.isNamed("Connection") {
                if !hasConnection { writeBytes(HopByHop.upgradeLine(field, headers.bytes[line])) }
                hasConnection = true
            } else if !isDropped(field, facts, keepsUpgrade, dropsTransferEncoding) {
                writeBytes(headers.bytes[line])
            }
        }
    }

    private mutating func writeBlock(_ block: [UInt8], without dropped: [Range<Int>]) {
        guard !dropped.isEmpty else {
            writeBytes(block)
            return
        }
        block.withUnsafeBytes { bytes in
            var start = 0
            for line in dropped {
                writeBytes(UnsafeRawBufferPointer(rebasing: bytes[start..<line.lowerBound]))
                start = line.upperBound
            }
            writeBytes(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        }
    }

    private func isDropped(
        _ field: Headers.Field,
        _ facts: FieldFacts,
        _ keepsUpgrade: Bool,
        _ dropsTransferEncoding: Bool
    ) -> Bool {
        if HopByHop.names.contains(where: field.isNamed) { return true }
        if field.isNamed("Upgrade") { return !keepsUpgrade }
        if field.isNamed("Transfer-Encoding") { return dropsTransferEncoding }
        return facts.connectionFields.contains(where: field.isNamed)
    }
}

// MARK: - Chunks

extension ByteBuffer {
    /// Writes content as one chunk (RFC 9112 §7.1); nothing for no content, which would mean the end.
    mutating func writeChunk(_ content: ByteBuffer) {
        guard content.readableBytes > 0 else { return }
        reserveCapacity(content.readableBytes + 16)
        writeString(String(content.readableBytes, radix: 16))
        writeStaticString("\r\n")
        writeImmutableBuffer(content)
        writeStaticString("\r\n")
    }

    /// Writes the end of a chunked body.
    mutating func writeLastChunk(trailers: Headers?) {
        writeStaticString("0\r\n")
        if let trailers { writeBytes(trailers.bytes) }
        writeStaticString("\r\n")
    }
}

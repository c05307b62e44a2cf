/// A body with its content codings undone, as far as that went.
package struct DecodedBody: Hashable, Sendable {
    package var bytes: [UInt8]
    /// The codings undone, in the order they were undone; empty for a body that had none.
    package var codings: [String]
    /// What a reader must know about `bytes`: why they are cut or still encoded. Lower case, no full stop.
    package var notes: [String]
    /// True when `bytes` is only the beginning of the content, whether capture, the limit or damage cut it.
    package var isTruncated: Bool

    /// 64 MiB: more than anybody reads, less than a decompression bomb makes.
    package static let standardLimit = 64 << 20
    /// Each further coding could multiply the work; nobody stacks more than two.
    private static let codingLimit = 4
}

extension Body {
    /// Undoes the codings that `headers` name, last applied first.
    ///
    /// Never fails: data that is cut, damaged or of an unknown coding gives what could be had, and notes say so.
    ///
    /// - Parameters:
    ///   - limit: how many bytes each coding may yield.
    ///   - isOpen: more of the body may come, so that it ends early is nothing to note.
    package func decoded(
        headers: Headers,
        limit: Int = DecodedBody.standardLimit,
        isOpen: Bool = false
    ) -> DecodedBody {
        DecodedBody(self, codings: ContentCoding.names(in: headers), limit: limit, isOpen: isOpen)
    }
}

extension Message {
    /// The body with its codings undone; `nil`: there is no body.
    package func decodedBody(limit: Int = DecodedBody.standardLimit, isOpen: Bool = false) -> DecodedBody? {
        body?.decoded(headers: headers, limit: limit, isOpen: isOpen)
    }

    /// `decodedBody`'s bytes alone; empty where there is no body. Without codings and with one chunk nothing is copied.
    package func decodedBodyBytes(limit: Int = DecodedBody.standardLimit) -> [UInt8] {
        decodedBody(limit: limit)?.bytes ?? []
    }
}

extension DecodedBody {
    init(_ body: Body, codings names: [String], limit: Int, isOpen: Bool = false) {
        self.init(bytes: [], codings: [], notes: [], isTruncated: body.isTruncated)
        if let absence = body.absence {
            notes.append(absence)
        } else if body.isTruncated {
            notes.append("only the first \(body.capturedByteCount) of \(body.byteCount) bytes were captured")
        }
        let chunks = body.chunks
        if chunks.isEmpty, body.capturedByteCount > 0 {
            notes.append("the body could not be read back from the disk")
            isTruncated = true
            return
        }
        if names.isEmpty {
            bytes = chunks.count == 1 ? chunks[0] : chunks.flatMap(\.self)
        } else {
            let decoder = BodyDecoder()
            bytes = decoder.withBytes(of: chunks) {
                Array(undo(names, of: $0, limit: limit, isOpen: isOpen, with: decoder))
            }
        }
        if bytes.count > limit {
            bytes = Array(bytes.prefix(limit))
            isTruncated = true
            notes.append("shown up to \(limit) bytes")
        }
    }

    /// Undoes codings, as far as that goes, and says what there is to say but for `bytes`.
    ///
    /// - Returns: what came of it, which is good until the decoder is used again: it may be more than `limit` where nothing
    ///   was undone.
    mutating func undo(
        _ names: [String],
        of coded: UnsafeBufferPointer<UInt8>,
        limit: Int,
        isOpen: Bool = false,
        with decoder: BodyDecoder
    ) -> UnsafeBufferPointer<UInt8> {
        var bytes = coded
        for (index, name) in names.reversed().enumerated() where !coded.isEmpty {
            guard index < Self.codingLimit else {
                notes.append("\(names.count) content codings are too many: \(names.count - index) left as they are")
                break
            }
            guard let decoded = undo(name, of: bytes, limit: limit, isOpen: isOpen, with: decoder) else { break }
            bytes = decoded
            codings.append(name)
        }
        return bytes
    }

    /// - Returns: `nil` when nothing could be decoded, which the notes then explain.
    private mutating func undo(
        _ name: String,
        of coded: UnsafeBufferPointer<UInt8>,
        limit: Int,
        isOpen: Bool,
        with decoder: BodyDecoder
    ) -> UnsafeBufferPointer<UInt8>? {
        guard let coding = ContentCoding.named(name) else {
            notes.append("unknown content coding \"\(name.prefix(40))\": shown as received")
            return nil
        }
        guard let (bytes, end) = decoder.undo(coding, of: coded, limit: limit) else {
            notes.append("cannot decode \(name): out of memory")
            return nil
        }
        if case .failed(let reason) = end, bytes.isEmpty {
            notes.append("not \(name) (\(reason)): shown as received")
            return nil
        }
        if isOpen && end == .cut { return bytes }
        note(end, of: name, decodedCount: bytes.count)
        return bytes
    }

    private mutating func note(_ end: DecodingRun.End, of name: String, decodedCount: Int) {
        switch end {
        case .complete:
            return
        case .trailingBytes(let count):
            notes.append("\(count) bytes after the end of the \(name) data left out")
            return
        case .cut:
            // A body that was not captured whole ends early of course.
            if !isTruncated { notes.append("the \(name) data ends early: decoded what is there") }
        case .limited:
            notes.append("the \(name) data decodes to more than \(decodedCount) bytes: cut there")
        case .failed(let reason):
            notes.append("the \(name) data is damaged after \(decodedCount) decoded bytes (\(reason))")
        }
        isTruncated = true
    }
}

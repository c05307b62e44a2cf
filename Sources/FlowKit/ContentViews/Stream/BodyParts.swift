/// Cuts a body that is a sequence into its parts: server-sent events, JSON line by line, gRPC and gRPC-Web.
///
/// Remembers how far it has come, so that a body which grows is cut as it does, each byte looked at once:
///
/// ```swift
/// guard let content = Content(of: flow, .response), var parts = BodyParts(content) else { return }
/// while let part = parts.next(in: content) { show(part, content.part(part)) }
/// // Later, when there is more of the same body:
/// while let part = parts.next(in: longerContent) { … }
/// ```
///
/// The parts are the same however the body was cut into pieces on its way here.
package struct BodyParts: Sendable {
    enum Format {
        case events, rows, frames
    }

    private let format: Format
    private var place = CuttingPlace()
    private var count = 0

    /// - Returns: `nil` where the content is no sequence.
    package init?(_ content: Content) {
        if EventStream.isDeclared(content) {
            format = .events
        } else if GRPCFraming.isDeclared(content) {
            format = .frames
        } else if JSONRows.isDeclared(content) || JSONRows.looksLikeRows(content) {
            format = .rows
        } else {
            return nil
        }
    }

    /// Takes any bytes for a sequence of that format.
    init(as format: Format) {
        self.format = format
    }

    /// The next part that has come whole; `nil`: there is none, or none yet.
    ///
    /// Once no more of the body can come, what is left of it is a part too, and not finished.
    ///
    /// - Parameter content: the same body as in the call before, or more of it.
    package mutating func next(in content: Content) -> BodyPart? {
        guard let part = cut(content.bytes, isOpen: content.context.isOpen, at: &place) else { return nil }
        count += 1
        return part
    }

    /// What has come of the part after the last whole one; `nil`: nothing. Costs a look at its bytes.
    package func unfinished(in content: Content) -> BodyPart? {
        var place = place
        return cut(content.bytes, isOpen: false, at: &place)
    }

    private func cut(_ bytes: [UInt8], isOpen: Bool, at place: inout CuttingPlace) -> BodyPart? {
        switch format {
        case .events: EventStream.cut(bytes, isOpen: isOpen, number: count + 1, at: &place)
        case .rows: JSONRows.cut(bytes, isOpen: isOpen, number: count + 1, at: &place)
        case .frames: GRPCFraming.cut(bytes, isOpen: isOpen, number: count + 1, at: &place)
        }
    }
}

/// Where cutting goes on.
struct CuttingPlace {
    /// Everything before it is in parts, or between them.
    var start = 0
    /// Where the line begins that was not yet seen to end; after `start` within a part of several lines.
    var lineStart = 0
    /// Everything before it was searched for the end of that line.
    var searched = 0

    /// Goes to where the next part begins, past a byte order mark, too.
    ///
    /// - Returns: whether something begins there.
    mutating func begin(in bytes: [UInt8], isOpen: Bool, skipping isBetween: (UInt8) -> Bool) -> Bool {
        // Within a part whose first line is looked at again.
        guard lineStart == start, searched == start else { return true }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        if start == 0 && bytes.starts(with: mark) {
            skip(to: mark.count)
        } else if start == 0 && isOpen && mark.starts(with: bytes) {
            return false
        }
        skip(to: bytes[min(start, bytes.count)...].firstIndex { !isBetween($0) } ?? bytes.count)
        return start < bytes.count
    }

    mutating func skip(to offset: Int) {
        (start, lineStart, searched) = (offset, offset, offset)
    }

    /// Where the line at `lineStart` ends, as far as has come.
    mutating func lineEnd(in bytes: [UInt8], where isEnd: (UInt8) -> Bool) -> Int? {
        let end = bytes[min(max(searched, lineStart), bytes.count)...].firstIndex(where: isEnd)
        searched = end ?? bytes.count
        return end
    }
}

extension Content {
    /// The part by itself: an event's data, a row, a message without its compression and with its type.
    ///
    /// - Parameters:
    ///   - part: of this content or of an earlier state of the same body.
    ///   - limit: bytes that a compressed message may yield.
    package func part(_ part: BodyPart, limit: Int = 16 << 20) -> Content {
        let payload = bytes[part.payload.clamped(to: bytes.indices)]
        switch part.kind {
        case .event, .comment:
            return inner(Array(ServerSentEvent(payload).data ?? []), contentType: nil, part)
        case .row:
            return inner(Array(payload), contentType: "application/json", part)
        case .unknown:
            return inner(Array(payload), contentType: nil, part)
        case .trailers:
            return inner(message(payload, part, limit: limit), contentType: "text/plain")
        case .message:
            return inner(message(payload, part, limit: limit), contentType: messageType)
        }
    }

    /// Without its compression.
    private func message(_ payload: ArraySlice<UInt8>, _ part: BodyPart, limit: Int) -> DecodedBody {
        let coding = part.isCompressed ? context.messageCoding ?? "identity" : "identity"
        let names = coding == "identity" ? [] : [coding]
        var body = DecodedBody(Body(Array(payload)), codings: names, limit: limit)
        if part.isCompressed && names.isEmpty {
            body.notes.append("marked as compressed, but grpc-encoding does not say how: shown as received")
        }
        body.isTruncated = body.isTruncated || !part.isFinished
        return body
    }

    private func inner(_ bytes: [UInt8], contentType: String?, _ part: BodyPart) -> Content {
        let body = DecodedBody(bytes: bytes, codings: [], notes: [], isTruncated: !part.isFinished)
        return inner(body, contentType: contentType)
    }

    private func inner(_ body: DecodedBody, contentType: String?) -> Content {
        var context = context
        context.isOpen = false
        return Content(body, contentType: contentType, nesting: nesting + 1, context: context)
    }

    /// What gRPC's type says of its messages; without a word they are protobuf.
    private var messageType: String {
        let format = mediaType?.essence.split(separator: "+").dropFirst().last ?? "proto"
        return format == "proto" ? "application/x-protobuf" : "application/\(format)"
    }
}

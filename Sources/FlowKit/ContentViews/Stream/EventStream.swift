/// Server-sent events as they stand in a stream (HTML Living Standard §9.2.5): blocks of lines, ended by an empty line.
enum EventStream {
    static func isDeclared(_ content: Content) -> Bool {
        content.mediaType?.isEventStream ?? false
    }

    /// The next block. Line breaks are LF, CRLF or CR, so a block's end is known as soon as the first byte of the empty
    /// line's break is there.
    static func cut(_ bytes: [UInt8], isOpen: Bool, number: Int, at place: inout CuttingPlace) -> BodyPart? {
        guard place.begin(in: bytes, isOpen: isOpen, skipping: isLineBreak) else { return nil }
        while true {
            guard let end = place.lineEnd(in: bytes, where: isLineBreak) else {
                return isOpen ? nil : part(bytes, to: bytes.count, isFinished: false, number, at: &place)
            }
            let isReturn = bytes[end] == 0x0D
            // A CR at the very end may be half of a CRLF.
            if isReturn && isOpen && end + 1 == bytes.count { return nil }
            let next = isReturn && end + 1 < bytes.count && bytes[end + 1] == 0x0A ? end + 2 : end + 1
            if next < bytes.count && isLineBreak(bytes[next]) {
                return part(bytes, to: end, isFinished: true, number, at: &place)
            }
            if next == bytes.count {
                // While it is open, the line's end is found again when it is known what follows.
                return isOpen ? nil : part(bytes, to: end, isFinished: false, number, at: &place)
            }
            (place.lineStart, place.searched) = (next, next)
        }
    }

    private static func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    private static func part(
        _ bytes: [UInt8],
        to end: Int,
        isFinished: Bool,
        _ number: Int,
        at place: inout CuttingPlace
    ) -> BodyPart {
        let range = place.start..<end
        place.skip(to: isFinished ? end : bytes.count)
        let event = ServerSentEvent(bytes[range])
        return BodyPart(
            kind: event.data == nil ? .comment : .event(name: event.name ?? "message", id: event.id),
            number: number,
            range: range,
            payload: range,
            isFinished: isFinished
        )
    }
}

extension MediaType {
    var isEventStream: Bool { essence == "text/event-stream" }
}

/// The fields of one block, read as a client would (§9.2.6), and what a client passes over.
struct ServerSentEvent {
    private(set) var name: String?
    private(set) var id: String?
    /// Milliseconds; digits only, of any number.
    private(set) var retry: String?
    /// The lines joined; `nil`: there is none, so that nothing is dispatched.
    private(set) var data: [UInt8]?
    private(set) var comments: [ArraySlice<UInt8>] = []
    /// Lines that a client ignores: unknown names, an id with a NUL, a retry that is no number.
    private(set) var ignored: [ArraySlice<UInt8>] = []

    init(_ block: ArraySlice<UInt8>) {
        var rest = block
        while !rest.isEmpty {
            let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
            rest = rest[line.endIndex...]
            rest = rest.dropFirst(rest.starts(with: [0x0D, 0x0A]) ? 2 : 1)
            take(line)
        }
    }

    private mutating func take(_ line: ArraySlice<UInt8>) {
        let field = line.prefix { $0 != UInt8(ascii: ":") }
        let rest = line[field.endIndex...].dropFirst()
        let value = rest.first == 0x20 ? rest.dropFirst() : rest
        switch String(decoding: field.prefix(8), as: UTF8.self) {
        case "" where !line.isEmpty: comments.append(value)
        case "event": name = value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
        case "data":
            if data == nil { data = Array(value) } else { data?.append(0x0A); data?.append(contentsOf: value) }
        case "id" where !value.contains(0): id = String(decoding: value, as: UTF8.self)
        case "retry" where !value.isEmpty && value.allSatisfy(\.isASCIIDigit):
            retry = String(decoding: value, as: UTF8.self)
        default: ignored.append(line)
        }
    }
}

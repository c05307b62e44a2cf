@testable import ProxyEngine

/// Frames as bytes, made without the code under test.
enum HTTP2Wire {
    typealias Field = (String, String)

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    /// What a client says first, with no settings of its own.
    static let start = preface + settings([])
    static let get: [Field] = [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a")]
    static let post: [Field] = [(":method", "POST")] + get.dropFirst()

    static func frame(_ type: UInt8, _ flags: UInt8 = 0, _ id: UInt32 = 0, _ payload: [UInt8] = []) -> [UInt8] {
        Array(bytes(UInt32(payload.count)).dropFirst()) + [type, flags] + bytes(id) + payload
    }

    static func bytes(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
    }

    static func settings(_ parameters: [(UInt16, UInt32)], ack: Bool = false) -> [UInt8] {
        frame(4, ack ? 1 : 0, 0, parameters.flatMap { [UInt8($0.0 >> 8), UInt8($0.0 & 0xFF)] + bytes($0.1) })
    }

    /// HPACK literals without indexing: no state.
    static func block(_ fields: [Field]) -> [UInt8] {
        fields.flatMap { name, value in
            [0] + string(name) + string(value)
        }
    }

    private static func string(_ text: String) -> [UInt8] {
        let utf8 = Array(text.utf8)
        guard utf8.count >= 127 else { return [UInt8(utf8.count)] + utf8 }
        var length = utf8.count - 127
        var bytes: [UInt8] = [127]
        while length >= 128 {
            bytes.append(UInt8(length & 127) | 128)
            length >>= 7
        }
        return bytes + [UInt8(length)] + utf8
    }

    static func headers(
        _ id: UInt32,
        _ fields: [Field] = get,
        endStream: Bool = true,
        endHeaders: Bool = true
    ) -> [UInt8] {
        frame(1, (endStream ? 1 : 0) | (endHeaders ? 4 : 0), id, block(fields))
    }

    static func continuation(_ id: UInt32, _ fields: [Field], endHeaders: Bool = true) -> [UInt8] {
        frame(9, endHeaders ? 4 : 0, id, block(fields))
    }

    static func data(_ id: UInt32, _ content: String, endStream: Bool = false) -> [UInt8] {
        frame(0, endStream ? 1 : 0, id, Array(content.utf8))
    }

    static func data(_ id: UInt32, byteCount: Int, endStream: Bool = false) -> [UInt8] {
        frame(0, endStream ? 1 : 0, id, [UInt8](repeating: 0x78, count: byteCount))
    }

    static func reset(_ id: UInt32, _ code: UInt32 = 8) -> [UInt8] { frame(3, 0, id, bytes(code)) }

    static func windowUpdate(_ id: UInt32, _ increment: UInt32) -> [UInt8] { frame(8, 0, id, bytes(increment)) }

    static func priority(_ id: UInt32, on dependency: UInt32 = 0, weight: UInt8 = 15) -> [UInt8] {
        frame(2, 0, id, bytes(dependency) + [weight])
    }

    static func ping(_ text: String = "12345678", ack: Bool = false) -> [UInt8] {
        frame(6, ack ? 1 : 0, 0, Array(text.utf8))
    }

    static func goAway(_ last: UInt32 = 0, _ code: UInt32 = 0, on id: UInt32 = 0) -> [UInt8] {
        frame(7, 0, id, bytes(last) + bytes(code))
    }
}

/// A frame that came out, in a line: `DATA 1 END_STREAM 5`, `RST_STREAM 3 CANCEL`, `GOAWAY 1 PROTOCOL_ERROR`.
struct HTTP2WireFrame {
    let type: UInt8
    let flags: UInt8
    let id: UInt32
    let payload: [UInt8]

    private static let names = [
        "DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE",
        "CONTINUATION",
    ]

    var text: String {
        let name = Int(type) < Self.names.count ? Self.names[Int(type)] : "\(type)"
        switch type {
        case 0: return "\(name) \(id)\(flags & 1 == 1 ? " END_STREAM" : "") \(payload.count)"
        case 1: return "\(name) \(id)\(flags & 1 == 1 ? " END_STREAM" : "")"
        case 3: return "\(name) \(id) \(code(at: 0))"
        case 4, 6: return flags & 1 == 1 ? "\(name) ACK" : name
        case 7: return "\(name) \(word(at: 0)) \(code(at: 4))"
        case 8: return "\(name) \(id) \(word(at: 0))"
        default: return "\(name) \(id)"
        }
    }

    func word(at offset: Int) -> UInt32 {
        payload[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func code(at offset: Int) -> String { "\(HTTP2ErrorCode(rawValue: word(at: offset)))" }

    /// Takes whole frames from the start of the bytes.
    static func all(_ bytes: inout [UInt8]) -> [HTTP2WireFrame] {
        var frames: [HTTP2WireFrame] = []
        var position = 0
        while bytes.count - position >= 9 {
            let count = bytes[position..<(position + 3)].reduce(0) { $0 << 8 | Int($1) }
            guard bytes.count - position >= 9 + count else { break }
            let id = bytes[(position + 5)..<(position + 9)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let payload = Array(bytes[(position + 9)..<(position + 9 + count)])
            frames.append(.init(type: bytes[position + 3], flags: bytes[position + 4], id: id, payload: payload))
            position += 9 + count
        }
        bytes.removeFirst(position)
        return frames
    }
}

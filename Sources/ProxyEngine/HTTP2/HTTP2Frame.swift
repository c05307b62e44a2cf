internal import NIOCore

/// The nine bytes before each payload (RFC 9113 §4.1).
struct HTTP2Frame {
    static let headerByteCount = 9

    var byteCount: Int
    var type: UInt8
    var flags: UInt8
    var streamID: HTTP2StreamID

    /// - Parameter bytes: at least ``headerByteCount``.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer) {
        byteCount = Int(bytes.uint32(at: 0) >> 8)
        type = bytes[3]
        flags = bytes[4]
        streamID = HTTP2StreamID(rawValue: bytes.uint32(at: 5))
    }

    @inline(__always)
    func has(_ flag: UInt8) -> Bool { flags & flag != 0 }

    enum Kind {
        static let data: UInt8 = 0x0
        static let headers: UInt8 = 0x1
        static let priority: UInt8 = 0x2
        static let resetStream: UInt8 = 0x3
        static let settings: UInt8 = 0x4
        static let pushPromise: UInt8 = 0x5
        static let ping: UInt8 = 0x6
        static let goAway: UInt8 = 0x7
        static let windowUpdate: UInt8 = 0x8
        static let continuation: UInt8 = 0x9
        static let priorityUpdate: UInt8 = 0x10
    }

    enum Flag {
        static let endStream: UInt8 = 0x1
        static let acknowledgement: UInt8 = 0x1
        static let endHeaders: UInt8 = 0x4
        static let padded: UInt8 = 0x8
        static let priority: UInt8 = 0x20
    }

    /// What a client says first (RFC 9113 §3.4).
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
}

extension UnsafeRawBufferPointer {
    @inline(__always)
    func uint16(at offset: Int) -> UInt16 {
        UInt16(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    @inline(__always)
    func uint32(at offset: Int) -> UInt32 {
        UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    @inline(__always)
    func from(_ offset: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[offset...])
    }
}

extension ByteBuffer {
    /// The header of a frame whose payload is written next.
    @inline(__always)
    mutating func writeHTTP2FrameHeader(_ type: UInt8, flags: UInt8 = 0, on id: HTTP2StreamID, byteCount: Int) {
        let typeAndLength = UInt32(truncatingIfNeeded: byteCount) << 8 | UInt32(type)
        writeMultipleIntegers(typeAndLength, flags, id.rawValue)
    }

    mutating func writeHTTP2WindowUpdate(_ increment: Int, on id: HTTP2StreamID) {
        writeHTTP2FrameHeader(HTTP2Frame.Kind.windowUpdate, on: id, byteCount: 4)
        writeInteger(UInt32(truncatingIfNeeded: increment))
    }

    mutating func writeHTTP2Reset(_ code: HTTP2ErrorCode, on id: HTTP2StreamID) {
        writeHTTP2FrameHeader(HTTP2Frame.Kind.resetStream, on: id, byteCount: 4)
        writeInteger(code.rawValue)
    }

    mutating func writeHTTP2Priority(_ priority: HTTP2Priority) {
        writeInteger(priority.dependency.rawValue | (priority.isExclusive ? 0x8000_0000 : 0))
        writeInteger(priority.weight)
    }

    mutating func writeHTTP2GoAway(_ lastStreamID: HTTP2StreamID, _ code: HTTP2ErrorCode, debug: some Collection<UInt8>)
    {
        writeHTTP2FrameHeader(HTTP2Frame.Kind.goAway, on: .connection, byteCount: 8 + debug.count)
        writeMultipleIntegers(lastStreamID.rawValue, code.rawValue)
        writeBytes(debug)
    }
}

extension HTTP2Priority {
    /// - Parameter bytes: at least five.
    init(_ bytes: UnsafeRawBufferPointer) {
        let word = bytes.uint32(at: 0)
        self.init(dependency: HTTP2StreamID(rawValue: word), isExclusive: word >> 31 == 1, weight: bytes[4])
    }
}

import NIOCore

/// A frame of RFC 9113 §4.1, as far as a load and its origin look at one.
struct Frame {
    enum Kind {
        static let data: UInt8 = 0, headers: UInt8 = 1, resetStream: UInt8 = 3, settings: UInt8 = 4
        static let ping: UInt8 = 6, goAway: UInt8 = 7, windowUpdate: UInt8 = 8
    }

    static let headByteCount = 9

    let kind: UInt8
    let flags: UInt8
    let stream: UInt32
    var payload: ByteBuffer

    var endsStream: Bool { flags & 1 != 0 }
    /// Of SETTINGS and PING.
    var isAcknowledgement: Bool { flags & 1 != 0 }
}

/// Cuts bytes into frames.
struct FrameReader {
    private var buffer = ByteBuffer()

    mutating func append(_ bytes: inout ByteBuffer) {
        guard buffer.readableBytes > 0 else { return buffer = bytes }
        buffer.discardReadBytes()
        buffer.writeBuffer(&bytes)
    }

    /// Passes over the preface with which a client begins.
    ///
    /// - Returns: false while it is not whole.
    mutating func skipPreface() -> Bool {
        buffer.readSlice(length: ByteBuffer.preface.utf8.count) != nil
    }

    mutating func next() -> Frame? {
        guard buffer.readableBytes >= Frame.headByteCount,
            let top = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self),
            let flags = buffer.getInteger(at: buffer.readerIndex + 4, as: UInt8.self),
            let stream = buffer.getInteger(at: buffer.readerIndex + 5, as: UInt32.self)
        else { return nil }
        let byteCount = Int(top >> 8)
        guard buffer.readableBytes >= Frame.headByteCount + byteCount else { return nil }
        buffer.moveReaderIndex(forwardBy: Frame.headByteCount)
        guard let payload = buffer.readSlice(length: byteCount) else { return nil }
        return Frame(kind: UInt8(top & 0xFF), flags: flags, stream: stream & 0x7FFF_FFFF, payload: payload)
    }
}

extension ByteBuffer {
    static let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

    mutating func writeFrame(_ kind: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: some Collection<UInt8>) {
        writeInteger(UInt32(payload.count) << 8 | UInt32(kind))
        writeInteger(flags)
        writeInteger(stream)
        writeBytes(payload)
    }

    /// Windows so large that next to nothing is spent on updating them.
    mutating func writeLargeWindows() {
        // SETTINGS_INITIAL_WINDOW_SIZE, and the rest of the connection's window.
        writeFrame(Frame.Kind.settings, [0, 4, 0x7F, 0xFF, 0xFF, 0xFF])
        writeFrame(Frame.Kind.windowUpdate, [0x7F, 0xFF, 0x00, 0x00])
    }

    /// The answers that every endpoint owes: to SETTINGS and to PING.
    mutating func writeAcknowledgement(of frame: Frame) {
        guard !frame.isAcknowledgement else { return }
        switch frame.kind {
        case Frame.Kind.settings: writeFrame(frame.kind, flags: 1, [])
        case Frame.Kind.ping: writeFrame(frame.kind, flags: 1, frame.payload.readableBytesView)
        default: break
        }
    }
}

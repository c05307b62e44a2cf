internal import NIOCore

/// The parameters one side announces (RFC 9113 §6.5.2, RFC 8441, RFC 9218); the initial values until it does.
struct HTTP2Settings: Hashable, Sendable {
    var headerTableSize: UInt32 = 4_096
    var isPushEnabled = true
    /// `nil`: unlimited.
    var maxConcurrentStreams: UInt32?
    var initialWindowSize: UInt32 = 65_535
    var maxFrameSize: UInt32 = 16_384
    /// Advice about the size of uncompressed fields; `nil`: unlimited.
    var maxHeaderListSize: UInt32?
    /// Extended CONNECT may be used (RFC 8441 §3).
    var isConnectProtocolEnabled = false
    /// The tree of PRIORITY frames is not used (RFC 9218 §2.1).
    var ignoresTreePriorities = false

    /// What a side of a proxy announces: no pushes, and room enough that a download is not slowed.
    static let proxy = HTTP2Settings(
        isPushEnabled: false,
        maxConcurrentStreams: 256,
        initialWindowSize: 1 << 20,
        maxHeaderListSize: 256 << 10
    )

    /// The same towards servers, where each stream's window is opened further as there is room.
    static let toServer = {
        var settings = proxy
        settings.initialWindowSize = 65_535
        return settings
    }()
}

extension HTTP2Settings {
    private enum Identifier {
        static let headerTableSize: UInt16 = 0x1
        static let enablePush: UInt16 = 0x2
        static let maxConcurrentStreams: UInt16 = 0x3
        static let initialWindowSize: UInt16 = 0x4
        static let maxFrameSize: UInt16 = 0x5
        static let maxHeaderListSize: UInt16 = 0x6
        static let enableConnectProtocol: UInt16 = 0x8
        static let noRFC7540Priorities: UInt16 = 0x9
    }

    /// Takes in the payload of a SETTINGS frame, in its order; parameters that are not known are ignored.
    ///
    /// - Parameter isServer: whether they are a server's.
    mutating func apply(_ payload: UnsafeRawBufferPointer, isServer: Bool) throws(HTTP2Error) {
        guard payload.count.isMultiple(of: 6) else {
            throw .connection(.frameSizeError, "a SETTINGS frame of \(payload.count) bytes, which is no multiple of 6")
        }
        for offset in stride(from: 0, to: payload.count, by: 6) {
            let value = payload.uint32(at: offset + 2)
            try apply(payload.uint16(at: offset), value)
            if isServer, payload.uint16(at: offset) == Identifier.enablePush, value == 1 {
                throw .connection(.protocolError, "a server that sends SETTINGS_ENABLE_PUSH of 1")
            }
        }
    }

    private mutating func apply(_ identifier: UInt16, _ value: UInt32) throws(HTTP2Error) {
        switch identifier {
        case Identifier.headerTableSize: headerTableSize = value
        case Identifier.enablePush: isPushEnabled = try Self.flag(value, "ENABLE_PUSH")
        case Identifier.maxConcurrentStreams: maxConcurrentStreams = value
        case Identifier.initialWindowSize:
            guard value <= HTTP2Window.limit else {
                throw .connection(.flowControlError, "SETTINGS_INITIAL_WINDOW_SIZE of \(value) is over 2^31-1")
            }
            initialWindowSize = value
        case Identifier.maxFrameSize:
            guard (16_384...16_777_215).contains(value) else {
                throw .connection(.protocolError, "SETTINGS_MAX_FRAME_SIZE of \(value) is not in 16384...16777215")
            }
            maxFrameSize = value
        case Identifier.maxHeaderListSize: maxHeaderListSize = value
        case Identifier.enableConnectProtocol:
            let isEnabled = try Self.flag(value, "ENABLE_CONNECT_PROTOCOL")
            guard isEnabled || !isConnectProtocolEnabled else {
                throw .connection(.protocolError, "SETTINGS_ENABLE_CONNECT_PROTOCOL is taken back")  // RFC 8441 §3
            }
            isConnectProtocolEnabled = isEnabled
        case Identifier.noRFC7540Priorities:
            ignoresTreePriorities = try Self.flag(value, "NO_RFC7540_PRIORITIES")
        default: break
        }
    }

    private static func flag(_ value: UInt32, _ name: String) throws(HTTP2Error) -> Bool {
        guard value <= 1 else { throw .connection(.protocolError, "SETTINGS_\(name) is \(value), not 0 or 1") }
        return value == 1
    }

    /// Writes what differs from `previous`, as the payload of a SETTINGS frame.
    ///
    /// - Parameter isServer: a server does not speak of pushes.
    func writeChanges(from previous: HTTP2Settings, isServer: Bool, into buffer: inout ByteBuffer) {
        func write(_ identifier: UInt16, _ value: UInt32, unless previousValue: UInt32) {
            guard value != previousValue else { return }
            buffer.writeMultipleIntegers(identifier, value)
        }
        let unlimited = UInt32.max
        write(Identifier.headerTableSize, headerTableSize, unless: previous.headerTableSize)
        if !isServer { write(Identifier.enablePush, isPushEnabled ? 1 : 0, unless: previous.isPushEnabled ? 1 : 0) }
        write(
            Identifier.maxConcurrentStreams,
            maxConcurrentStreams ?? unlimited,
            unless: previous.maxConcurrentStreams ?? unlimited
        )
        write(Identifier.initialWindowSize, initialWindowSize, unless: previous.initialWindowSize)
        write(Identifier.maxFrameSize, maxFrameSize, unless: previous.maxFrameSize)
        write(
            Identifier.maxHeaderListSize,
            maxHeaderListSize ?? unlimited,
            unless: previous.maxHeaderListSize ?? unlimited
        )
        write(
            Identifier.enableConnectProtocol,
            isConnectProtocolEnabled ? 1 : 0,
            unless: previous.isConnectProtocolEnabled ? 1 : 0
        )
        write(
            Identifier.noRFC7540Priorities,
            ignoresTreePriorities ? 1 : 0,
            unless: previous.ignoresTreePriorities ? 1 : 0
        )
    }
}

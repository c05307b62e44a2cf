import FlowKit

/// A message, or a control frame, while it comes.
struct WebSocketAssembly {
    let opcode: UInt8
    let isCompressed: Bool
    /// It comes here without its compression.
    let isInflated: Bool
    private(set) var fragmentCount = 0
    private(set) var wireByteCount = 0
    private var capture: BodyCapture
    private var text: UTF8Validator?
    private var isCut = false
    private(set) var note: String?

    init(
        opcode: UInt8,
        isCompressed: Bool,
        isInflated: Bool,
        isTextChecked: Bool,
        bodyLimit: Int,
        expectedByteCount: Int?
    ) {
        self.opcode = opcode
        self.isCompressed = isCompressed
        self.isInflated = isInflated
        let isControl = opcode & 0x8 != 0
        let limit = isControl ? max(bodyLimit, OutgoingMessage.controlByteLimit) : bodyLimit
        capture = BodyCapture(limit: limit, expectedByteCount: expectedByteCount)
        if opcode == WebSocketFrame.Opcode.text, isTextChecked { text = UTF8Validator() }
    }

    /// A frame of it has come.
    mutating func addFrame(_ byteCount: Int) {
        fragmentCount += 1
        wireByteCount &+= byteCount
    }

    /// Takes content, as it is to be shown.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard !isCut else { return }
        capture.append(bytes)
        text?.check(bytes)
    }

    /// The rest of the content cannot be had.
    mutating func cut(note: String) {
        add(note: note)
        isCut = true
        text = nil
    }

    var byteCount: Int { capture.byteCount }
    var isTextValid: Bool { text?.isComplete ?? true }

    /// The first is told: what comes after it may be its consequence.
    mutating func add(note: String) {
        self.note = self.note ?? note
    }

    func message(from sender: StreamMessage.Sender, at time: Timestamp) -> StreamMessage {
        var payload = capture.body
        let kind: StreamMessage.Kind
        switch opcode {
        case WebSocketFrame.Opcode.text: kind = .text
        case WebSocketFrame.Opcode.ping: kind = .ping
        case WebSocketFrame.Opcode.pong: kind = .pong
        case WebSocketFrame.Opcode.close:
            let bytes = payload.bytes
            kind = .close(code: bytes.count < 2 ? nil : Int(bytes[0]) << 8 | Int(bytes[1]))
            payload = Body(Array(bytes.dropFirst(2)))
        default: kind = .binary
        }
        payload.isTruncated = payload.isTruncated || isCut
        return StreamMessage(
            sender: sender,
            kind: kind,
            time: time,
            payload: payload,
            wireByteCount: wireByteCount,
            isCompressed: isCompressed,
            fragmentCount: fragmentCount,
            note: note
        )
    }
}

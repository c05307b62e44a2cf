import FlowKit

// MARK: - Frames to messages

extension WebSocketReader {
    mutating func beginFrame(_ frame: WebSocketFrame, at time: Timestamp) {
        if frame.isControl {
            control = assembly(for: frame)
        } else {
            beginData(frame, at: time)
        }
        checkForm(of: frame)
    }

    private mutating func beginData(_ frame: WebSocketFrame, at time: Timestamp) {
        let isContinuation = frame.opcode == WebSocketFrame.Opcode.continuation
        if isContinuation, data != nil { return }
        if var unfinished = data.take() {
            unfinished.cut(note: breach("begins a message before the last one has ended"))
            messages.append(unfinished.message(from: sender, at: time))
        }
        var begun = assembly(for: frame)
        if isContinuation { begun.add(note: breach("continues a message that was never begun")) }
        data = begun
    }

    private mutating func assembly(for frame: WebSocketFrame) -> WebSocketAssembly {
        let isCompressed =
            frame.isFirstOfMessage && deflate != nil && frame.reservedBits & WebSocketFrame.rsv1 != 0
        if isCompressed, inflation == nil, let deflate { inflation = WebSocketInflation(deflate) }
        let isInflated = isCompressed && inflation?.failure == nil && inflation != nil
        var assembly = WebSocketAssembly(
            opcode: frame.opcode,
            isCompressed: isCompressed,
            isInflated: isInflated,
            isTextChecked: isCompressed == isInflated && unknownExtensions == nil,
            bodyLimit: bodyLimit,
            expectedByteCount: frame.isFinal && !isCompressed ? frame.payloadByteCount : nil
        )
        if isCompressed, !isInflated {
            assembly.add(note: "still compressed: what it may refer back to could not be decompressed")
        }
        return assembly
    }

    /// What a frame's head must be by RFC 6455 §5.1 to §5.5.
    private mutating func checkForm(of frame: WebSocketFrame) {
        if frame.mask == nil, sender == .client { note(breach("is not masked"), on: frame) }
        if frame.mask != nil, sender == .server { note(breach("is masked"), on: frame) }
        if frame.isLengthPadded { note(breach("writes its length longer than need be"), on: frame) }
        if frame.reservedBits != 0 { checkReservedBits(of: frame) }
        guard frame.isControl else {
            if hasClosed { note(breach("carries data after the close frame"), on: frame) }
            return
        }
        if !frame.isFinal { note(breach("is a fragment of a control frame"), on: frame) }
        if frame.payloadByteCount ?? 0 > OutgoingMessage.controlByteLimit {
            note(breach("is a control frame of more than \(OutgoingMessage.controlByteLimit) bytes"), on: frame)
        }
    }

    /// RFC 7692 §6: RSV1 stands on the first frame of a compressed message, and nowhere else.
    private mutating func checkReservedBits(of frame: WebSocketFrame) {
        let allowed = frame.isFirstOfMessage && deflate != nil ? WebSocketFrame.rsv1 : 0
        guard frame.reservedBits & ~allowed != 0 else { return }
        if let unknownExtensions {
            note("as it was sent: what \(unknownExtensions) did to it is not known here", on: frame)
        } else {
            note(breach("has reserved bits set that nobody agreed on"), on: frame)
        }
    }

    private mutating func note(_ words: String, on frame: WebSocketFrame) {
        if frame.isControl { control?.add(note: words) } else { data?.add(note: words) }
    }

    // MARK: - Content

    mutating func append(_ bytes: UnsafeRawBufferPointer, isControl: Bool) {
        if isControl {
            control?.append(bytes)
        } else if data?.isInflated == true {
            inflation?.inflate(bytes) { data?.append($0) }
            noteInflationFailure()
        } else {
            data?.append(bytes)
        }
    }

    private mutating func noteInflationFailure() {
        let words: String
        switch inflation?.failure {
        case nil: return
        case .damaged(let reason): words = breach("is not deflate data (\(reason))")
        case .bomb: words = "cut: the \(sender)'s messages decompress to more than is worth the work"
        }
        data?.cut(note: words)
    }

    // MARK: - Ends

    mutating func endFrame(_ frame: WebSocketFrame, at time: Timestamp) {
        guard frame.isControl else {
            data?.addFrame(frame.byteCount)
            if frame.isFinal { endMessage(at: time) }
            return
        }
        control?.addFrame(frame.byteCount)
        guard let assembly = control.take() else { return }
        var message = assembly.message(from: sender, at: time)
        if frame.opcode == WebSocketFrame.Opcode.close {
            hasClosed = true
            if let fault = Self.fault(inClose: message, byteCount: assembly.byteCount) {
                message.note = message.note ?? breach(fault)
            }
        }
        messages.append(message)
    }

    private mutating func endMessage(at time: Timestamp) {
        if data?.isInflated == true {
            inflation?.endMessage { data?.append($0) }
            noteInflationFailure()
        }
        guard var assembly = data.take() else { return }
        if !assembly.isTextValid { assembly.add(note: breach("ends a text that is not UTF-8")) }
        messages.append(assembly.message(from: sender, at: time))
    }

    /// RFC 6455 §5.5.1, §7.4.
    private static func fault(inClose message: StreamMessage, byteCount: Int) -> String? {
        guard case .close(let code) = message.kind else { return nil }
        guard let code else { return byteCount == 0 ? nil : "closes with half a code" }
        guard StreamMessage.isCloseCode(code) else { return "closes with the code \(code), which may not be sent" }
        let isText = String(validating: message.payload.bytes, as: UTF8.self) != nil
        return isText ? nil : "closes with a reason that is not UTF-8"
    }
}

// The parts of a flow, each written and read by a pair of functions.

extension RecordWriter {
    mutating func write(_ version: HTTPVersion) {
        switch version {
        case .http10: byte(0)
        case .http11: byte(1)
        case .http2: byte(2)
        }
    }

    mutating func write(_ form: ForwardedRequestForm) {
        write(form.version)
        flag(form.addsChunks)
        switch form.target {
        case .suffix(let count):
            flag(true)
            number(count)
        case .bytes(let target):
            flag(false)
            bytes(target)
        }
        optional(form.host) { $0.text($1) }
        switch form.upgrade {
        case .asReceived: byte(0)
        case .declined: byte(1)
        case .http2(let settings):
            byte(2)
            text(settings)
        }
        flag(form.addsProxyAuthorization)
    }

    mutating func write(_ form: ForwardedResponseForm) {
        write(form.version)
        switch form.chunks {
        case .asReceived: byte(0)
        case .added: byte(1)
        case .removed: byte(2)
        }
        switch form.connection {
        case nil: byte(0)
        case .close: byte(1)
        case .keepAlive: byte(2)
        case .upgrade: byte(3)
        }
    }

    mutating func write(_ error: FlowError) {
        text(error.code.rawValue)
        text(error.message)
    }

    mutating func write(_ counts: TunnelCounts) {
        number(counts.bytesFromClient)
        number(counts.bytesFromServer)
        text(counts.protocolName)
        optional(counts.serverName) { $0.text($1) }
        optional(counts.passThroughReason) { $0.text($1) }
    }

    /// All but the start, each as the time since it.
    mutating func write(_ timing: Timing) {
        var present = 0
        timing.forEachStage { index, _ in present |= 1 << index }
        number(present)
        timing.forEachStage { _, stage in number(Int(stage.nanoseconds &- timing.started.nanoseconds)) }
    }

    mutating func write(_ layout: ChunkLayout) {
        number(layout.count)
        number(layout.keptCount)
        array(layout.runs) { writer, run in
            writer.number(run.byteCount)
            writer.number(run.repetitions)
        }
        array(layout.extensions) { writer, chunk in
            writer.number(chunk.chunk)
            writer.bytes(chunk.text.bytes)
        }
    }
}

extension Timing {
    /// Calls `body` with each stage that was reached after the start, and its number.
    @inline(__always)
    fileprivate func forEachStage(_ body: (Int, Timestamp) -> Void) {
        if let requestHead { body(0, requestHead) }
        if let resolved { body(1, resolved) }
        if let connectStarted { body(2, connectStarted) }
        if let connected { body(3, connected) }
        if let upstreamTLSDone { body(4, upstreamTLSDone) }
        if let requestDone { body(5, requestDone) }
        if let firstByte { body(6, firstByte) }
        if let finished { body(7, finished) }
    }
}

extension RecordReader {
    mutating func version() -> HTTPVersion {
        switch byte() {
        case 0: .http10
        case 1: .http11
        default: .http2
        }
    }

    mutating func requestForm() -> ForwardedRequestForm {
        let version = version()
        let addsChunks = flag()
        return ForwardedRequestForm(
            version: version,
            target: flag() ? .suffix(number()) : .bytes(bytes()),
            host: optional { $0.text() },
            addsChunks: addsChunks,
            upgrade: upgrade(),
            addsProxyAuthorization: flag()
        )
    }

    private mutating func upgrade() -> ForwardedRequestForm.Upgrade {
        switch byte() {
        case 0: .asReceived
        case 1: .declined
        default: .http2(settings: text())
        }
    }

    mutating func responseForm() -> ForwardedResponseForm {
        let version = version()
        let chunks: ForwardedResponseForm.Chunks =
            switch byte() {
            case 0: .asReceived
            case 1: .added
            default: .removed
            }
        let connection: ForwardedResponseForm.Connection? =
            switch byte() {
            case 0: nil
            case 1: .close
            case 2: .keepAlive
            default: .upgrade
            }
        return ForwardedResponseForm(version: version, chunks: chunks, connection: connection)
    }

    mutating func error() -> FlowError {
        guard let code = FlowError.Code(rawValue: text()) else { preconditionFailure("a record of another version") }
        return FlowError(code, text())
    }

    mutating func tunnelCounts() -> TunnelCounts {
        var counts = TunnelCounts(bytesFromClient: number(), bytesFromServer: number(), protocolName: text())
        counts.serverName = optional { $0.text() }
        counts.passThroughReason = optional { $0.text() }
        return counts
    }

    mutating func read(_ timing: inout Timing) {
        let present = number()
        let started = timing.started.nanoseconds
        func stage(_ index: Int, _ reader: inout RecordReader) -> Timestamp? {
            guard present & 1 << index != 0 else { return nil }
            return Timestamp(nanoseconds: started &+ Int64(reader.number()))
        }
        timing.requestHead = stage(0, &self)
        timing.resolved = stage(1, &self)
        timing.connectStarted = stage(2, &self)
        timing.connected = stage(3, &self)
        timing.upstreamTLSDone = stage(4, &self)
        timing.requestDone = stage(5, &self)
        timing.firstByte = stage(6, &self)
        timing.finished = stage(7, &self)
    }

    mutating func layout() -> ChunkLayout {
        let counts = (all: number(), kept: number())
        let runs = array { ChunkLayout.Run(byteCount: $0.number(), repetitions: $0.number()) }
        let extensions = array { ChunkLayout.Extension(chunk: $0.number(), text: WireText(bytes: $0.bytes())) }
        return ChunkLayout(count: counts.all, keptCount: counts.kept, runs: runs, extensions: extensions)
    }
}

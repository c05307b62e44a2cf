/// A recorded flow as its slot has it.
enum FlowEntry: Sendable {
    /// As it was reported: it is still going on.
    case open(OpenFlow)
    /// It has ended.
    case packed(PackedFlow)

    /// A flow in its box: replacing one is a pointer's write.
    final class OpenFlow: Sendable {
        let flow: Flow
        let footprint: Int

        init(_ flow: Flow) {
            self.flow = flow
            footprint = flow.footprint
        }
    }

    /// Bytes it takes, without those that other flows may share.
    var footprint: Int {
        switch self {
        case .open(let open): open.footprint
        case .packed(let packed): packed.footprint
        }
    }

    /// Bodies that other flows may have too.
    var bodies: [StoredBody] {
        var bodies: [StoredBody] = []
        forEachBody { bodies.append($0) }
        return bodies
    }

    func forEachBody(_ body: (StoredBody) -> Void) {
        guard case .packed(let packed) = self else { return }
        let header = packed.header
        if let stored = header.requestBody { body(stored) }
        if let stored = header.responseBody { body(stored) }
    }

    /// Whether it has itself what its segment's tables could not take.
    var isSelfContained: Bool {
        switch self {
        case .open: true
        case .packed(let packed): packed.withBytes { $0[0] != 0 }
        }
    }

    func isSame(as other: FlowEntry?) -> Bool {
        switch (self, other) {
        case (.open(let left), .open(let right)?): left === right
        case (.packed(let left), .packed(let right)?): left.isSame(as: right)
        default: false
        }
    }
}

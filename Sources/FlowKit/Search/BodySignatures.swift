import Synchronization

/// The signatures of all bodies of a store, by which a search passes over most of them unread.
///
/// Made from finished flows by `follow`, off every event loop; a body that has none yet, or for which there is no room, is
/// simply one that may hold anything. Any thread may ask; the lock is held for constant work.
package final class BodySignatures: Sendable {
    private let state: Mutex<State>

    /// What is there.
    package struct Totals: Hashable, Sendable {
        /// Flows whose bodies are known.
        package var flowCount = 0
        /// Bytes the signatures and the table of them take.
        package var byteCount = 0
        /// Flows left out because the limit was reached.
        package var omittedCount = 0
    }

    /// - Parameter byteLimit: bytes all signatures together may take; beyond it no more are made until flows go.
    package init(byteLimit: Int = 64 << 20) {
        state = Mutex(State(byteLimit: byteLimit))
    }

    package var totals: Totals { state.withLock { $0.totals } }

    /// False only where the decoded body of that side surely has not what the probe asks for, whatever the case of its
    /// ASCII letters. Costs some tens of nanoseconds.
    package func mayHold(_ probe: SignatureProbe, in id: FlowID, _ side: MessageSide) -> Bool {
        state.withLock { $0.mayHold(probe, in: id, side) }
    }

    /// Of the flows of a chunk of the store, of which the first is named, those that are not surely without what a probe
    /// asks for. Flows with messages, which have no signatures, always are among them.
    func candidates(_ probe: BodyProbe, from first: FlowID) -> SlotSet {
        state.withLock { $0.candidates(probe, from: first) }
    }

    /// True where neither body has what the probe asks for, and the flow has no messages.
    func rulesOut(_ probe: SignatureProbe, in id: FlowID) -> Bool {
        state.withLock { state in
            state.hasNoMessages(id) && !state.mayHold(probe, in: id, .request)
                && !state.mayHold(probe, in: id, .response)
        }
    }

    func knows(_ id: FlowID) -> Bool { state.withLock { $0.knows(id) } }

    /// Reads both bodies of a finished flow; costs decoding them.
    func insert(_ flow: LentFlow, with reader: SearchTextReader) {
        func signature(_ message: LentMessage) -> BodySignature {
            reader.read(message, limit: SearchText.byteLimit) { BodySignature(of: $0, $1) }
        }
        let request = signature(flow.request)
        let response = flow.response.map(signature)
        state.withLock { $0.insert(flow.id, request, response, hasMessages: flow.messages != nil) }
    }

    func remove(_ id: FlowID) {
        state.withLock { $0.remove(id) }
    }
}

extension BodySignatures {
    /// Flows read between two looks at what else there is to do.
    private static let sliceCount = 4

    /// Makes the signatures of flows as they finish, and drops those of flows that are gone, until the task is cancelled.
    /// Call it once, with a low priority.
    ///
    /// - Parameter interval: the least time between two looks at the store.
    package func follow(_ store: FlowStore, interval: Duration = .milliseconds(200)) async {
        let (wakes, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let observation = store.observe { waker.yield() }
        defer { store.cancel(observation) }
        waker.yield()
        var version = 0
        let reader = SearchTextReader()
        for await _ in wakes {
            let wanted = takeChanges(from: observation.snapshot(), since: &version)
            for start in stride(from: 0, to: wanted.count, by: Self.sliceCount) {
                read(wanted[start..<min(start + Self.sliceCount, wanted.count)], of: store.snapshot(), with: reader)
                await Task.yield()
                guard !Task.isCancelled else { return }
            }
            guard (try? await Task.sleep(for: interval)) != nil else { return }  // cancelled
        }
    }

    /// Brings all up to date at once: `follow` without waiting.
    package func update(from snapshot: FlowSnapshot) {
        var version = 0
        let wanted = takeChanges(from: snapshot, since: &version)
        read(wanted[...], of: snapshot, with: SearchTextReader())
    }

    /// - Returns: the finished flows that are not known yet.
    private func takeChanges(from snapshot: FlowSnapshot, since version: inout Int) -> [FlowID] {
        var wanted: [FlowID] = []
        snapshot.forEachChangedFlags(since: version) { id, flags in
            guard flags.contains(.live) else { return remove(id) }
            if flags.contains(.finished), !knows(id) { wanted.append(id) }
        }
        version = snapshot.version
        return wanted
    }

    /// A snapshot is not kept while many are read: it would keep in memory what the store drops meanwhile.
    private func read(_ ids: ArraySlice<FlowID>, of snapshot: FlowSnapshot, with reader: SearchTextReader) {
        for id in ids { snapshot.lend(id) { insert($0, with: reader) } }
    }
}

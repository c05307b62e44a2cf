import FlowKit

/// Lists the messages of a flow: as slow as its bodies are long, where they are what holds them.
package struct MessageListing: Sendable, Equatable {
    /// What of a flow can mean more messages.
    struct Stamp: Hashable, Sendable {
        private let requestBytes: Int?
        private let responseBytes: Int?
        private let isFinished: Bool
        private let isRequestDone: Bool

        init(_ flow: Flow) {
            requestBytes = flow.request.body?.byteCount
            responseBytes = flow.response?.body?.byteCount
            isFinished = flow.isFinished
            isRequestDone = flow.timing.requestDone != nil
        }
    }

    package struct Answer: Sendable {
        let flow: FlowID
        let stamp: Stamp
        let list: MessageList
    }

    let flow: Flow
    let stamp: Stamp
    let source: MessageSource
    let earlier: MessageList

    package func run() -> Answer {
        Answer(flow: flow.id, stamp: stamp, list: source.messages(of: flow, after: earlier))
    }

    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.flow.id == rhs.flow.id && lhs.stamp == rhs.stamp }
}

/// What is listed of a flow's messages, and of what it is made.
struct ListedMessages: Sendable {
    private(set) var list = MessageList([])
    /// The table shows them.
    var hasBegun = false
    /// `nil`: they were not listed.
    private var stamp: MessageListing.Stamp?
    /// What is being listed on another thread.
    private var pending: MessageListing.Stamp?

    /// The first look at them is not done yet.
    var isBeginning: Bool { stamp == nil }

    /// Lists what is new, or asks that it be listed elsewhere.
    mutating func update(_ flow: Flow, _ source: MessageSource) -> [Effect] {
        let stamp = MessageListing.Stamp(flow)
        guard pending == nil, stamp != self.stamp || flow.messages != nil else { return [] }
        let listing = MessageListing(flow: flow, stamp: stamp, source: source, earlier: list)
        pending = stamp
        guard source.isQuick(flow) else { return [.list(listing)] }
        take(listing.run())
        return []
    }

    /// Takes what was listed; what nobody waits for any more is dropped.
    mutating func take(_ answer: MessageListing.Answer) {
        guard answer.stamp == pending else { return }
        pending = nil
        stamp = answer.stamp
        list = answer.list
    }
}

/// What is true of a flow: one bit each, one word a flow.
package struct FlowFlags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    private init(bit: Int) {
        self.init(rawValue: 1 << bit)
    }

    /// There is a flow: it was recorded, and neither dropped nor deleted.
    package static let live = FlowFlags(bit: 0)
    /// There is or was one.
    package static let recorded = FlowFlags(bit: 1)
    package static let finished = FlowFlags(bit: 2)
    /// `Flow.kind`: bytes relayed unread.
    package static let tunnel = FlowFlags(bit: 3)
    package static let response = FlowFlags(bit: 4)
    package static let error = FlowFlags(bit: 5)
    package static let blocked = FlowFlags(bit: 6)
    package static let marked = FlowFlags(bit: 7)
    package static let replay = FlowFlags(bit: 8)
    package static let fromFile = FlowFlags(bit: 9)
    package static let webSocket = FlowFlags(bit: 10)
    /// Changed by the user or a rule: `isEdited`, or a `forwardedRequest`.
    package static let edited = FlowFlags(bit: 11)
    package static let answeredByProxy = FlowFlags(bit: 12)
    /// The scheme of the request's origin.
    package static let https = FlowFlags(bit: 13)
    /// The Host field names another host than the origin's: `~d` asks about both.
    package static let otherHostField = FlowFlags(bit: 14)
    /// The version of the request; neither: HTTP/1.1.
    package static let http10 = FlowFlags(bit: 15)
    package static let http2 = FlowFlags(bit: 16)
    /// A body with captured bytes; the store may have dropped them since.
    package static let requestBody = FlowFlags(bit: 17)
    package static let responseBody = FlowFlags(bit: 18)
    /// A log of messages.
    package static let messages = FlowFlags(bit: 19)
    /// It was the turn of its bodies in the file to be dropped: they are there as long as other flows have them.
    static let bodiesDue = FlowFlags(bit: 20)
    /// The name of its client's process was known when the slot last changed. A name that is known stays as it is: what
    /// depends on it is the same for all who look at the slot as it was then.
    package static let process = FlowFlags(bit: 21)

    /// With what is known now of the client's process.
    func knowing(_ process: ClientProcess?) -> FlowFlags {
        process?.name == nil ? self : union(.process)
    }
}

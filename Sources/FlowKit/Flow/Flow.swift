/// One recorded exchange: a request, maybe a response, maybe an error. A value; the store hands out copies.
package struct Flow: Sendable, Identifiable {
    /// Who caused it.
    package enum Source: Hashable, Sendable {
        case client
        /// Sent by Sluice on the user's word; the flow it was made from, where there is one.
        case replay(of: FlowID?)
        /// Read from a file.
        case file
    }

    /// What it is.
    package enum Kind: Hashable, Sendable {
        case http
        /// Bytes relayed unread (a tunnel that is not HTTP, or what follows a 101).
        case tunnel
    }

    package let id: FlowID
    package var source: Source
    package var kind: Kind
    /// As received from the client; for a replay, as edited.
    package var request: Request
    /// What went upstream where that differs from `request` by more than the hop-by-hop fields and the target's form.
    package var forwardedRequest: Request?
    /// How the request's head left; `nil`: it did not, or where it came from does not say.
    package var requestForm: ForwardedRequestForm?
    /// The final response; may still be growing while `timing.finished` is `nil`.
    package var response: Response?
    /// How the response's head left; `nil`: it did not, or nobody received it but Sluice.
    package var responseForm: ForwardedResponseForm?
    /// 1xx responses in the order they came.
    package var informational: [Response]
    package var error: FlowError?
    /// The rule that ended the flow; its name stays readable after the rule is gone.
    package var blockedBy: RuleHit?
    /// True when Sluice itself wrote the response (a rule, an error page, `sluice.proxy`).
    package var isAnsweredByProxy: Bool
    /// Facts only tunnels have.
    package var tunnel: TunnelCounts?
    /// What was said after a WebSocket was opened; `nil`: it is none.
    package var messages: MessageLog?
    package var timing: Timing
    package var client: Connection?
    package var server: Connection?
    /// True where an earlier flow opened the upstream connection.
    package var isServerConnectionReused: Bool
    /// True for a replay whose text the user changed.
    package var isEdited: Bool
    /// The user's mark. Marked flows are evicted last. The store keeps it across updates by the recorder.
    package var isMarked: Bool

    package init(id: FlowID, source: Source = .client, kind: Kind = .http, request: Request, started: Timestamp) {
        self.id = id
        self.source = source
        self.kind = kind
        self.request = request
        self.informational = []
        self.isAnsweredByProxy = false
        self.timing = Timing(started: started)
        self.isServerConnectionReused = false
        self.isEdited = false
        self.isMarked = false
    }

    package var isFinished: Bool { timing.finished != nil }
}

/// Which rule ended a flow.
package struct RuleHit: Hashable, Sendable {
    package let id: RuleID
    package let name: String

    package init(id: RuleID, name: String) {
        self.id = id
        self.name = name
    }
}

/// The number of a rule within its book; stays with the rule when the order changes.
package struct RuleID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: Int

    package init(_ rawValue: Int) {
        self.rawValue = rawValue
    }

    package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
    package var description: String { String(rawValue) }
}

/// How much passed through a tunnel, and what it was seen to be.
package struct TunnelCounts: Hashable, Sendable {
    package var bytesFromClient: Int
    package var bytesFromServer: Int
    /// Such as `tls`, `unknown`, `websocket`; empty when nothing was sent.
    package var protocolName: String
    /// What the client asked for by SNI, where that was read and TLS was relayed.
    package var serverName: String?
    /// Why TLS was not intercepted, such as `passed through: *.bank.test`; `nil`: there was none, or no way to.
    package var passThroughReason: String?

    package init(bytesFromClient: Int = 0, bytesFromServer: Int = 0, protocolName: String = "") {
        self.bytesFromClient = bytesFromClient
        self.bytesFromServer = bytesFromServer
        self.protocolName = protocolName
    }
}

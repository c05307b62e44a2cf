import FlowKit

/// The decisions of one exchange: what each fact from either side leads to. No bytes, no sockets, no clock.
///
/// Two halves run at their own pace. The request is `receiving` until its last byte; the response moves from
/// `awaitingUpstream` over `awaitingHead` and `receivingBody` to `done`. A response may be complete before the request is.
struct ExchangeStateMachine: ~Copyable {
    private enum Response {
        case awaitingUpstream
        case awaitingHead
        case receivingBody(isEndedByClose: Bool)
        case switched
        case done
        case failed
    }

    private var response = Response.awaitingUpstream
    private(set) var isRequestDone = false
    private var isUpstreamKeptAlive = true
    private var isUpstreamReused = false
    private var hasRetried = false
    private let isIdempotent: Bool
    private var asksToUpgrade: Bool
    private let upgradesToHTTP2: Bool

    /// - Parameters:
    ///   - method: decides what may be sent twice (RFC 9110 §9.2.2).
    ///   - upgradesToHTTP2: a 101 is not the response: that follows, over HTTP/2.
    init(method: String, asksToUpgrade: Bool, upgradesToHTTP2: Bool = false) {
        isIdempotent = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"].contains(method)
        self.asksToUpgrade = asksToUpgrade
        self.upgradesToHTTP2 = upgradesToHTTP2
    }

    /// Neither an answer nor a failure has ended the response.
    var isResponseOpen: Bool {
        switch response {
        case .awaitingUpstream, .awaitingHead, .receivingBody, .switched: true
        case .done, .failed: false
        }
    }

    // MARK: - The request

    enum RequestEndedAction: Equatable {
        case none
        /// The response was complete before; the exchange is over now.
        case finish
    }

    mutating func requestEnded() -> RequestEndedAction {
        isRequestDone = true
        return isResponseOpen ? .none : .finish
    }

    // MARK: - The upstream connection

    /// No connection has been given the request.
    var awaitsUpstream: Bool {
        if case .awaitingUpstream = response { return true }
        return false
    }

    enum UpstreamConnectedAction: Equatable {
        case sendRequest
        /// The exchange ended meanwhile: the connection is free for another.
        case release
    }

    mutating func upstreamConnected(isReused: Bool) -> UpstreamConnectedAction {
        switch response {
        case .awaitingUpstream:
            response = .awaitingHead
            isUpstreamReused = isReused
            return .sendRequest
        case .awaitingHead, .receivingBody, .switched, .done, .failed:
            return .release
        }
    }

    enum UpstreamClosedAction: Equatable {
        case none
        /// An idle connection was closed just as we sent: safe to send again on a new one.
        case retry
        case finishResponse
        case fail(FlowError.Code)
    }

    /// The server's side ended, in order or not.
    ///
    /// - Parameters:
    ///   - isClean: closed without an error, over TLS with its close_notify.
    ///   - canResend: the whole request is still at hand.
    mutating func upstreamClosed(isClean: Bool, canResend: Bool) -> UpstreamClosedAction {
        switch response {
        case .awaitingHead where isUpstreamReused && isIdempotent && canResend && !hasRetried:
            hasRetried = true
            response = .awaitingUpstream
            return .retry
        case .receivingBody(isEndedByClose: true) where isClean:  // RFC 9112 §6.3 rule 8
            isUpstreamKeptAlive = false
            return .finishResponse
        case .awaitingHead, .receivingBody:
            response = .failed
            return .fail(.upstreamClosed)
        case .awaitingUpstream, .switched, .done, .failed:
            return .none
        }
    }

    // MARK: - The response

    enum ResponseHeadAction: Equatable {
        case forwardInformational
        case forwardFinal
        case switchProtocols
        case goOnInHTTP2
        /// A head nobody asked for.
        case refuse
    }

    mutating func responseHead(status: Int, framing: BodyFraming, isKeptAlive: Bool) -> ResponseHeadAction {
        guard case .awaitingHead = response else { return .refuse }
        if status == 101 {
            guard asksToUpgrade else { return .refuse }
            asksToUpgrade = false
            if upgradesToHTTP2 { return .goOnInHTTP2 }
            response = .switched
            return .switchProtocols
        }
        // RFC 9110 §15.2: any number of 1xx may come before the final response.
        if status < 200 { return .forwardInformational }
        isUpstreamKeptAlive = isKeptAlive && framing != .untilClose
        response = .receivingBody(isEndedByClose: framing == .untilClose)
        return .forwardFinal
    }

    enum ResponseEndedAction: Equatable {
        case finish(isUpstreamReusable: Bool)
        /// The request is still arriving: what is left of it is read and thrown away.
        case drainRequest
    }

    /// The response's last byte was passed on, or Sluice wrote the whole response itself.
    mutating func responseEnded() -> ResponseEndedAction {
        response = .done
        return isRequestDone ? .finish(isUpstreamReusable: isUpstreamKeptAlive) : .drainRequest
    }

    /// The exchange ends without a complete response.
    mutating func failed() {
        response = .failed
    }
}

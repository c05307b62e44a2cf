import FlowKit
import Testing

@testable import ProxyEngine

/// Conversations with the machine: what each fact leads to, in each state.
@Suite struct ExchangeStateMachineTests {
    @Test(arguments: State.allCases)
    func `a connection is used once and released when nobody waits for it`(state: State) {
        let expected = state == .awaitingUpstream ? "sendRequest" : "release"

        #expect(answer(to: .connected(isReused: false), in: state) == expected)
    }

    @Test(arguments: [
        (State.awaitingUpstream, "none", "none"),
        (.awaitingHead, "fail upstreamClosed", "fail upstreamClosed"),
        (.awaitingHeadOnReused, "retry", "retry"),
        (.afterRetry, "fail upstreamClosed", "fail upstreamClosed"),
        (.receivingBody, "fail upstreamClosed", "fail upstreamClosed"),
        (.receivingBodyUntilClose, "finishResponse", "fail upstreamClosed"),
        (.switched, "none", "none"), (.done, "none", "none"), (.failed, "none", "none"),
    ])
    func `a server that closes means something else in each state`(state: State, clean: String, unclean: String) {
        #expect(answer(to: .closed(isClean: true, canResend: true), in: state) == clean)
        #expect(answer(to: .closed(isClean: false, canResend: true), in: state) == unclean)
    }

    @Test(arguments: [
        ("GET", true, "retry"), ("HEAD", true, "retry"), ("PUT", true, "retry"), ("DELETE", true, "retry"),
        ("OPTIONS", true, "retry"), ("TRACE", true, "retry"), ("POST", true, "fail upstreamClosed"),
        ("PATCH", true, "fail upstreamClosed"), ("get", true, "fail upstreamClosed"),
        ("GET", false, "fail upstreamClosed"),
    ])
    func `only what may be sent twice is`(method: String, canResend: Bool, expected: String) {
        let facts: [Fact] = [.connected(isReused: true), .closed(isClean: true, canResend: canResend)]

        #expect(answers(to: facts, method: method).last == expected)
    }

    @Test(arguments: [
        (State.awaitingUpstream, "refuse", "refuse", "refuse"),
        (.awaitingHead, "forwardInformational", "switchProtocols", "forwardFinal"),
        (.awaitingHeadOnReused, "forwardInformational", "switchProtocols", "forwardFinal"),
        (.afterRetry, "forwardInformational", "switchProtocols", "forwardFinal"),
        (.receivingBody, "refuse", "refuse", "refuse"),
        (.receivingBodyUntilClose, "refuse", "refuse", "refuse"),
        (.switched, "refuse", "refuse", "refuse"),
        (.done, "refuse", "refuse", "refuse"),
        (.failed, "refuse", "refuse", "refuse"),
    ])
    func `a head is welcome only where one is awaited`(
        state: State,
        status103: String,
        status101: String,
        final: String
    ) {
        #expect(answer(to: .head(103), in: state) == status103)
        #expect(answer(to: .head(101), in: state) == status101)
        #expect(answer(to: .head(200), in: state) == final)
    }

    @Test func `a 101 that nobody asked for is refused`() {
        let facts: [Fact] = [.connected(isReused: false), .head(101)]

        #expect(answers(to: facts, asksToUpgrade: false) == ["sendRequest", "refuse"])
    }

    @Test func `a response comes after the 101 that leads to HTTP 2, which comes once`() {
        let facts: [Fact] = [.connected(isReused: false), .head(101), .head(101), .head(200)]

        #expect(
            answers(to: facts, upgradesToHTTP2: true) == ["sendRequest", "goOnInHTTP2", "refuse", "forwardFinal"]
        )
    }

    @Test(arguments: [
        (State.awaitingUpstream, "none"), (.awaitingHead, "none"), (.awaitingHeadOnReused, "none"),
        (.afterRetry, "none"), (.receivingBody, "none"), (.receivingBodyUntilClose, "none"), (.switched, "none"),
        (.done, "finish"), (.failed, "finish"),
    ])
    func `the request's end finishes what the response has left open`(state: State, expected: String) {
        #expect(answer(to: .requestEnded, in: state) == expected)
    }

    @Test(arguments: [
        (BodyFraming.length(1), true, "finish, reusable"), (.chunked, true, "finish, reusable"),
        (.none, true, "finish, reusable"), (.length(1), false, "finish"), (.untilClose, true, "finish"),
    ])
    func `a connection is used again only after a response with an end of its own`(
        framing: BodyFraming,
        isKeptAlive: Bool,
        expected: String
    ) {
        let facts: [Fact] = [
            .requestEnded, .connected(isReused: false),
            .head(200, framing, isKeptAlive: isKeptAlive), .responseEnded,
        ]

        #expect(answers(to: facts).last == expected)
    }

    @Test func `a response before the request's end waits for it`() {
        let facts: [Fact] = [.connected(isReused: false), .head(413), .responseEnded, .requestEnded]

        #expect(answers(to: facts) == ["sendRequest", "forwardFinal", "drainRequest", "finish"])
    }

    @Test func `a body ended by close is finished by the close`() {
        let facts: [Fact] = [
            .requestEnded, .connected(isReused: true), .head(200, .untilClose),
            .closed(isClean: true, canResend: false), .responseEnded,
        ]

        #expect(answers(to: facts) == ["none", "sendRequest", "forwardFinal", "finishResponse", "finish"])
    }
}

extension ExchangeStateMachineTests {
    enum State: CaseIterable {
        case awaitingUpstream, awaitingHead, awaitingHeadOnReused, afterRetry, receivingBody, receivingBodyUntilClose
        case switched, done, failed

        /// How it is reached.
        fileprivate var facts: [Fact] {
            switch self {
            case .awaitingUpstream: []
            case .awaitingHead: [.connected(isReused: false)]
            case .awaitingHeadOnReused: [.connected(isReused: true)]
            case .afterRetry:
                [.connected(isReused: true), .closed(isClean: true, canResend: true), .connected(isReused: true)]
            case .receivingBody: [.connected(isReused: false), .head(200)]
            case .receivingBodyUntilClose: [.connected(isReused: false), .head(200, .untilClose)]
            case .switched: [.connected(isReused: false), .head(101)]
            case .done: [.connected(isReused: false), .head(200), .responseEnded]
            case .failed: [.failed]
            }
        }
    }

    fileprivate enum Fact {
        case connected(isReused: Bool)
        case closed(isClean: Bool, canResend: Bool)
        case head(Int, BodyFraming = .length(1), isKeptAlive: Bool = true)
        case responseEnded
        case requestEnded
        case failed
    }

    fileprivate func answer(to fact: Fact, in state: State) -> String? {
        answers(to: state.facts + [fact]).last
    }

    /// What the machine orders, fact by fact, as words.
    fileprivate func answers(
        to facts: [Fact],
        method: String = "GET",
        asksToUpgrade: Bool = true,
        upgradesToHTTP2: Bool = false
    ) -> [String] {
        var machine = ExchangeStateMachine(
            method: method,
            asksToUpgrade: asksToUpgrade,
            upgradesToHTTP2: upgradesToHTTP2
        )
        var answers: [String] = []
        for fact in facts {
            switch fact {
            case .connected(let isReused): answers.append("\(machine.upstreamConnected(isReused: isReused))")
            case .closed(let isClean, let canResend):
                switch machine.upstreamClosed(isClean: isClean, canResend: canResend) {
                case .fail(let code): answers.append("fail \(code)")
                case let action: answers.append("\(action)")
                }
            case .head(let status, let framing, let isKeptAlive):
                answers.append("\(machine.responseHead(status: status, framing: framing, isKeptAlive: isKeptAlive))")
            case .responseEnded:
                switch machine.responseEnded() {
                case .finish(let isReusable): answers.append(isReusable ? "finish, reusable" : "finish")
                case .drainRequest: answers.append("drainRequest")
                }
            case .requestEnded: answers.append("\(machine.requestEnded())")
            case .failed:
                machine.failed()
                answers.append("failed")
            }
        }
        return answers
    }
}

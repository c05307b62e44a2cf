import FlowKit
import TestSupport
import Testing

@testable import ProxyEngine

@Suite struct SOCKSNegotiationTests {
    private typealias Action = SOCKSNegotiation.Action

    /// All actions that bytes lead to, given in the pieces that `cuts` makes of them; credentials are right.
    private func run(_ bytes: [UInt8], cuts: [Int] = [], requiresAuthentication: Bool = false) -> [Action] {
        var negotiation = SOCKSNegotiation(requiresAuthentication: requiresAuthentication)
        var actions: [Action] = []
        var unread: ArraySlice<UInt8> = []
        var start = 0
        for end in cuts + [bytes.count] {
            unread += bytes[start..<end]
            start = end
            while true {
                let action = negotiation.next(&unread)
                if action == .needsMore { break }
                actions.append(action)
                if case .authenticate = action { _ = negotiation.authenticated(true) }
                if case .refuse = action { return actions }
                if action == .notSOCKS { return actions }
            }
        }
        return actions
    }

    private static let name = Array("Example.COM".utf8)

    @Test(
        arguments: [
            ([5, 1, 0, 3, 11] + name + [1, 187], "example.com", 443),
            ([5, 1, 0, 1, 192, 0, 2, 1, 0, 80], "192.0.2.1", 80),
            ([5, 1, 0, 4] + [0x20, 1, 0xD, 0xB8] + [UInt8](repeating: 0, count: 11) + [1, 0, 80], "2001:db8::1", 80),
            ([5, 1, 0, 3, 9] + Array("127.0.0.1".utf8) + [0, 80], "127.0.0.1", 80),
            ([5, 1, 0, 3, 3] + Array("::1".utf8) + [0, 80], "::1", 80),
        ] as [([UInt8], String, Int)]
    )
    func `version 5 asks for names and addresses, however it is cut`(request: [UInt8], host: String, port: Int) {
        let bytes = [5, 1, 0] + request
        let expected: [Action] = [.reply([5, 0]), .connect(.five, .init(host: host, port: port))]

        #expect(run(bytes) == expected)
        for cut in 0...bytes.count { #expect(run(bytes, cuts: [cut]) == expected, "cut at \(cut)") }
        #expect(run(bytes, cuts: Array(0..<bytes.count)) == expected)
    }

    @Test(
        arguments: [
            ([4, 1, 0, 80, 192, 0, 2, 1, 0], "192.0.2.1"),
            ([4, 1, 0, 80, 192, 0, 2, 1] + Array("joe".utf8) + [0], "192.0.2.1"),
            ([4, 1, 0, 80, 0, 0, 0, 9, 0] + name + [0], "example.com"),
        ] as [([UInt8], String)]
    )
    func `version 4 asks for addresses, 4a for names`(bytes: [UInt8], host: String) {
        let expected: [Action] = [.connect(.four, .init(host: host, port: 80))]

        for cut in 0...bytes.count { #expect(run(bytes, cuts: [cut]) == expected, "cut at \(cut)") }
    }

    @Test func `a password is asked for where it is needed, and taken where it is all that is offered`() {
        let credentials: [UInt8] = [1, 3] + Array("joe".utf8) + [2] + Array("pw".utf8)
        let request: [UInt8] = [5, 1, 0, 1, 127, 0, 0, 1, 0, 80]
        let expected: [Action] = [
            .reply([5, 2]), .authenticate(user: Array("joe".utf8), password: Array("pw".utf8)),
            .connect(.five, .init(host: "127.0.0.1", port: 80)),
        ]

        #expect(run([5, 2, 0, 2] + credentials + request, requiresAuthentication: true) == expected)
        #expect(run([5, 1, 2] + credentials + request) == expected)
    }

    @Test(
        arguments: [
            ([5, 1, 0], true, [5, 0xFF], .notAuthorized), ([5, 1, 9], false, [5, 0xFF], .notAuthorized),
            ([5, 0], false, [5, 0xFF], .notAuthorized),
            ([4, 1, 0, 80, 127, 0, 0, 1, 0], true, [0, 91, 0, 0, 0, 0, 0, 0], .notAuthorized),
            ([4, 2, 0, 80, 127, 0, 0, 1, 0], false, [0, 91, 0, 0, 0, 0, 0, 0], .badRequest),
            ([5, 1, 0, 5, 2, 0, 1, 1, 1, 1, 1, 0, 80], false, [5, 7, 0, 1, 0, 0, 0, 0, 0, 0], .badRequest),
            ([5, 1, 0, 5, 3, 0, 1, 1, 1, 1, 1, 0, 80], false, [5, 7, 0, 1, 0, 0, 0, 0, 0, 0], .badRequest),
            ([5, 1, 0, 5, 1, 0, 9], false, [5, 8, 0, 1, 0, 0, 0, 0, 0, 0], .badRequest),
            ([5, 1, 0, 5, 1, 0, 3, 0, 0, 80], false, [5, 1, 0, 1, 0, 0, 0, 0, 0, 0], .badRequest),
            ([5, 1, 0, 5, 1, 0, 3, 2, 0x61, 0x2F, 0, 80], false, [5, 1, 0, 1, 0, 0, 0, 0, 0, 0], .badRequest),
            ([5, 1, 0, 5, 1, 0, 1, 1, 1, 1, 1, 0, 0], false, [5, 1, 0, 1, 0, 0, 0, 0, 0, 0], .badRequest),
            ([5, 1, 0, 4, 1], false, [], .badRequest),
            (
                [4, 1, 0, 80, 1, 2, 3, 4] + [UInt8](repeating: 0x61, count: 1016), false, [0, 91, 0, 0, 0, 0, 0, 0],
                .badRequest
            ),
        ] as [([UInt8], Bool, [UInt8], FlowError.Code)]
    )
    func `what is not possible is refused with the right reply`(
        bytes: [UInt8],
        requiresAuthentication: Bool,
        reply: [UInt8],
        code: FlowError.Code
    ) throws {
        let last = try #require(run(bytes, requiresAuthentication: requiresAuthentication).last)

        guard case .refuse(let message, let reason, let found, _) = last else {
            Issue.record("\(last)")
            return
        }
        #expect(message == reply)
        #expect(found == code, "\(reason)")
    }

    @Test func `random bytes lead to the same actions wherever they are cut`() {
        let seeds: [[UInt8]] = [
            [5, 2, 0, 2, 5, 1, 0, 3, 11] + Self.name + [1, 187], [4, 1, 0, 80, 0, 0, 0, 9, 0] + Self.name + [0],
            [5, 1, 2, 1, 3, 97, 98, 99, 1, 100, 5, 1, 0, 1, 1, 2, 3, 4, 0, 80],
        ]
        var generator = SeededRandom(seed: 11)
        for round in 0..<5_000 {
            let bytes = generator.mutated(seeds[round % seeds.count])
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            let isStrict = round.isMultiple(of: 2)
            let whole = run(bytes, requiresAuthentication: isStrict)
            #expect(run(bytes, cuts: [cut], requiresAuthentication: isStrict) == whole, "\(bytes)")
            for case .connect(_, let place) in whole {
                #expect(!place.host.isEmpty && (1...65_535).contains(place.port))
            }
        }
    }
}

import FlowKit
import TestSupport
import Testing

@testable import ProxyEngine

@Suite struct WebSocketFuzzTests {
    /// A few messages as an honest end sends them, in fragments and with control frames between.
    private func traffic(_ sender: StreamMessage.Sender, _ random: inout SeededRandom) -> [UInt8] {
        let mask: [UInt8]? = sender == .client ? (0..<4).map { _ in .random(in: 0...255, using: &random) } : nil
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let parts = Int.random(in: 1...4, using: &random)
            let opcode = UInt8.random(in: 1...2, using: &random)
            for part in 0..<parts {
                let count = Int.random(in: 0...(part == 0 ? 300 : 20), using: &random)
                let payload = (0..<count).map { _ in UInt8.random(in: 0x20...0x7E, using: &random) }
                bytes += frame(part == 0 ? opcode : 0, payload, isFinal: part == parts - 1, mask: mask)
                if Int.random(in: 0..<3, using: &random) == 0 { bytes += frame(9, Array("p".utf8), mask: mask) }
            }
        }
        return bytes
    }

    private func pieces(_ bytes: [UInt8], _ random: inout SeededRandom) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...200, using: &random))
            pieces.append(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }

    @Test(arguments: 0..<8)
    func `damaged streams pass byte for byte, whatever they are`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for round in 0..<150 {
            let extensions = ["permessage-deflate", "permessage-deflate; server_no_context_takeover", "x-y", nil]
            var conversation = WebSocketConversation(extensions: extensions[round % 4], bodyLimit: 100)
            for sender in [StreamMessage.Sender.server, .client] {
                let bytes = random.mutated(random.mutated(traffic(sender, &random)))
                var passed: [UInt8] = []
                for piece in pieces(bytes, &random) { passed += conversation.say(piece, from: sender) }
                #expect(passed == bytes)
                conversation.end(sender)
            }
            #expect(conversation.messages.allSatisfy { $0.payload.capturedByteCount <= 125 })
        }
    }

    @Test(arguments: 0..<8)
    func `random bytes pass too`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<150 {
            var conversation = WebSocketConversation(extensions: "permessage-deflate", bodyLimit: 100)
            let bytes = (0..<300).map { _ in UInt8.random(in: 0...255, using: &random) }
            var passed: [UInt8] = []
            for piece in pieces(bytes, &random) { passed += conversation.say(piece, from: .server) }
            #expect(passed == bytes)
            conversation.end(.server)
        }
    }

    @Test(arguments: 0..<8)
    func `whenever messages are injected, the receiver sees whole messages in the recorded order`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let injected = [
            OutgoingMessage(.text, Array("injected".utf8)), OutgoingMessage(.ping, [1]),
            OutgoingMessage(.binary, [0, 1]),
        ]
        for _ in 0..<100 {
            for sender in [StreamMessage.Sender.server, .client] {
                var conversation = WebSocketConversation()
                var receiver = WebSocketConversation()
                for piece in pieces(traffic(sender, &random), &random) {
                    receiver.say(conversation.say(piece, from: sender), from: sender)
                    guard Int.random(in: 0..<2, using: &random) == 0 else { continue }
                    let message = injected[Int.random(in: 0..<3, using: &random)]
                    receiver.say(
                        try conversation.inject(message, toward: sender == .client ? .server : .client),
                        from: sender
                    )
                }
                #expect(receiver.violation == nil)
                #expect(receiver.messages.map(\.payload) == conversation.messages.map(\.payload))
                #expect(receiver.messages.map(\.kind) == conversation.messages.map(\.kind))
            }
        }
    }
}

import Testing

@testable import ProxyEngine

/// A case of h2spec: what a client sends, and how a server must take it.
struct H2SpecCase: Sendable, CustomTestStringConvertible {
    enum Step: Sendable {
        case send([UInt8])
        /// The server's answer, which ends the stream.
        case answer(UInt32)
    }

    enum Expected: Sendable {
        /// These frames come back, among others, and then a PING is still answered.
        case accepted([String])
        case streamError(UInt32, [String])
        case connectionError([String])
    }

    let section: String
    let name: String
    let steps: [Step]
    let expected: Expected

    var testDescription: String { "\(section) \(name)" }

    /// Sent after the preface and SETTINGS.
    static func row(_ section: String, _ name: String, _ steps: [UInt8]..., expected: Expected) -> H2SpecCase {
        H2SpecCase(section: section, name: name, steps: steps.map(Step.send), expected: expected)
    }

    static func answered(_ section: String, _ name: String, _ steps: Step..., expected: Expected) -> H2SpecCase {
        H2SpecCase(section: section, name: name, steps: steps, expected: expected)
    }

    func check(settings: HTTP2Settings = .proxy) {
        var conversation = HTTP2Conversation(settings: settings)
        for step in steps {
            switch step {
            case .send(let bytes): conversation.receive(bytes)
            case .answer(let id): conversation.respond(id)
            }
        }
        let frames = conversation.frameTexts
        switch expected {
        case .accepted(let wanted):
            for frame in wanted { #expect(frames.contains(frame), "\(frame) not in \(frames)") }
            conversation.receive(HTTP2Wire.ping())
            #expect(conversation.frameTexts.last == "PING ACK", "\(conversation.messages)")
            #expect(!conversation.connection.isClosed)
        case .streamError(let id, let codes):
            let allowed = codes.map { "RST_STREAM \(id) \($0)" }
            #expect(frames.contains(where: allowed.contains), "\(allowed) not in \(frames)")
            conversation.receive(HTTP2Wire.ping())
            #expect(conversation.frameTexts.last == "PING ACK", "\(conversation.messages)")
        case .connectionError(let codes):
            let isExpected = codes.contains {
                frames.last?.hasPrefix("GOAWAY ") == true && frames.last?.hasSuffix(" \($0)") == true
            }
            #expect(isExpected, "\(codes) not in \(frames)")
            #expect(conversation.connection.isClosed)
            #expect(conversation.messages.last?.isEmpty == false)
        }
    }
}

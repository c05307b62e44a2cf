import FlowKit
import Testing

@Suite struct OutgoingMessageTests {
    static let good: [OutgoingMessage] = [
        OutgoingMessage(.text), OutgoingMessage(.text, Array("é".utf8)), OutgoingMessage(.binary, [0xFF]),
        OutgoingMessage(.ping, Array(repeating: 1, count: 125)), OutgoingMessage(.pong),
        OutgoingMessage(.close(code: nil)),
        OutgoingMessage(.close(code: 1000), Array(repeating: 0x61, count: 123)), OutgoingMessage(.close(code: 4999)),
    ]

    static let bad: [(OutgoingMessage, String)] = [
        (OutgoingMessage(.text, [0xC3]), "UTF-8"),
        (OutgoingMessage(.ping, Array(repeating: 1, count: 126)), "125 bytes"),
        (OutgoingMessage(.close(code: nil), [0x61]), "without a code"),
        (OutgoingMessage(.close(code: 1005)), "1005"),
        (OutgoingMessage(.close(code: 99_999)), "99999"),
        (OutgoingMessage(.close(code: 1000), [0xFF]), "UTF-8"),
        (OutgoingMessage(.close(code: 1000), Array(repeating: 0x61, count: 124)), "123 bytes"),
    ]

    @Test(arguments: good) func `what a WebSocket can carry has no obstacle`(message: OutgoingMessage) {
        #expect(message.obstacle == nil)
    }

    @Test(arguments: bad) func `what it cannot carry says why`(message: OutgoingMessage, reason: String) throws {
        #expect(try #require(message.obstacle).contains(reason))
    }
}

/// The WebSocket that the origin offers: messages of 64 bytes, each answered with an equal one.
enum EchoFrames {
    static let path = "/echo"
    private static let payload = Array(#"{"id":42,"topic":"prices","symbol":"SLCE","bid":101.25,"n":1234}"#.utf8)

    /// A message as a client sends it, with a mask.
    static let question: [UInt8] = {
        let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        return [0x81, 0x80 | UInt8(payload.count)] + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }()

    static let answer: [UInt8] = [0x81, UInt8(payload.count)] + payload

    static let accepted = Array(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n".utf8
    )

    static let upgradeFields = [
        "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]
}

import Testing

@testable import ProxyEngine

/// What is read of a server's first flight, however it is cut.
@Suite struct ServerHandshakeTests {
    private static let retryRandom: [UInt8] = [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ]

    private static func hello(random: [UInt8] = Array(repeating: 7, count: 32), extensions: [UInt16]) -> [UInt8] {
        let list = extensions.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF), 0, 0] }
        let body = [3, 3] + random + [0, 0x13, 0x01, 0] + [UInt8(list.count >> 8), UInt8(list.count)] + list
        return message(2, body)
    }

    private static func message(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
        record(22, [type, 0, UInt8(body.count >> 8), UInt8(body.count & 0xFF)] + body)
    }

    private static func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        [type, 3, 3, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
    }

    private static let certificate = message(11, Array(repeating: 0, count: 300))
    private static let changeCipherSpec = record(20, [1])
    private static let ticket = message(4, [1, 2, 3])

    static let flights: [(String, [UInt8], Bool?)] = [
        ("TLS 1.3", hello(extensions: [43, 51]), false),
        ("TLS 1.3 resumed", hello(extensions: [43, 51, 41]), true),
        ("TLS 1.2", hello(extensions: [16]) + certificate, false),
        ("TLS 1.2 resumed", hello(extensions: [16]) + changeCipherSpec, true),
        ("TLS 1.2 resumed, a new ticket", hello(extensions: [16]) + ticket + changeCipherSpec, true),
        ("another hello is wanted", hello(random: retryRandom, extensions: [43, 51]) + hello(extensions: [43]), false),
        ("an alert", record(21, [2, 40]), nil),
        ("no TLS", Array("HTTP/1.1 400".utf8), nil),
    ]

    @Test(arguments: flights)
    func `whether a session was resumed is seen, however the flight is cut`(
        name: String,
        flight: [UInt8],
        isResumed: Bool?
    ) {
        for cut in 0...flight.count {
            var handshake = ServerHandshake()
            handshake.receive(flight[..<cut])
            handshake.receive(flight[cut...])

            #expect(handshake.isResumed == isResumed, "\(name), cut at \(cut)")
        }
    }

    @Test func `any bytes end in an answer or wait for more`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            var handshake = ServerHandshake()
            var flight = Self.flights.randomElement(using: &generator)?.1 ?? []
            for _ in 0..<4 where !flight.isEmpty {
                flight[Int.random(in: 0..<flight.count, using: &generator)] = UInt8.random(in: 0...255)
            }
            handshake.receive(flight)
        }
    }
}

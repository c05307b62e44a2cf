import FlowKit
import Foundation
import TestSupport
import Testing

@testable import ProxyEngine

@Suite struct ProxyHeaderTests {
    static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    static let ipv4: [UInt8] = [192, 0, 2, 1, 198, 51, 100, 1, 0xCF, 0x44, 0x01, 0xBB]

    @Test(
        arguments: [
            ("PROXY TCP4 192.0.2.1 198.51.100.1 53060 443\r\n", "192.0.2.1:53060"),
            ("PROXY TCP6 2001:db8::1 2001:db8::2 53060 443\r\n", "[2001:db8::1]:53060"),
            ("PROXY UNKNOWN\r\n", nil), ("PROXY UNKNOWN ffff:f...f:ffff 65535 x\r\n", nil),
        ] as [(String, String?)]
    )
    func `the first version names the client, however it is cut`(text: String, source: String?) {
        check(Array(text.utf8), source: source, byteCount: text.utf8.count)
    }

    @Test(
        arguments: [
            ([0x21, 0x11, 0, 12] + ipv4, "192.0.2.1:53060"),
            ([0x21, 0x11, 0, 15] + ipv4 + [4, 0, 0], "192.0.2.1:53060"),
            (
                [0x21, 0x21, 0, 36] + [0x20, 1, 0xD, 0xB8] + [UInt8](repeating: 0, count: 11) + [1]
                    + [UInt8](repeating: 0, count: 16) + [0xCF, 0x44, 1, 0xBB], "[2001:db8::1]:53060"
            ),
            ([0x20, 0x00, 0, 0], nil), ([0x20, 0x11, 0, 12] + ipv4, nil), ([0x21, 0x00, 0, 3, 1, 2, 3], nil),
            ([0x21, 0x12, 0, 12] + ipv4, nil), ([0x21, 0x31, 0, 216] + [UInt8](repeating: 0, count: 216), nil),
        ] as [([UInt8], String?)]
    )
    func `the second version names the client, however it is cut`(rest: [UInt8], source: String?) {
        check(Self.signature + rest, source: source, byteCount: Self.signature.count + rest.count)
    }

    private func check(_ bytes: [UInt8], source: String?, byteCount: Int) {
        let expected = ProxyHeader.Progress.header(ProxyHeader(source: source, byteCount: byteCount))
        for count in 0..<bytes.count {
            let progress = ProxyHeader.parse(bytes[..<count])
            #expect(progress == .needsMore || progress == expected, "\(count) bytes")
        }
        #expect(ProxyHeader.parse(bytes[...]) == expected)
        #expect(ProxyHeader.parse((bytes + Array("GET / HTTP/1.1\r\n".utf8))[...]) == expected)
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n", "PROXX", "PROXY \r\n", "PROXY TCP4\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4  1 2\r\n",
        "PROXY TCP5 1.2.3.4 1.2.3.4 1 2\r\n",
        "PROXY TCP4 ::1 ::1 1 2\r\n", "PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n", "PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 +1 2\r\n", "PROXY TCP6 fe80::1%lo ::1 1 2\r\n",
        "PROXY TCP4 " + String(repeating: "1", count: 200),
    ])
    func `a malformed first version is refused with a reason`(text: String) {
        guard case .invalid(let reason) = ProxyHeader.parse(Array(text.utf8)[...]) else {
            Issue.record("taken")
            return
        }
        #expect(!reason.isEmpty)
    }

    @Test(
        arguments: [
            [0x11, 0x11, 0, 12] + ipv4, [0x22, 0x11, 0, 12] + ipv4, [0x21, 0x41, 0, 0], [0x21, 0x13, 0, 0],
            [0x21, 0x11, 0, 11] + ipv4.dropLast(), [0x21, 0x21, 0, 12] + ipv4,
        ] as [[UInt8]]
    )
    func `a malformed second version is refused with a reason`(rest: [UInt8]) {
        guard case .invalid = ProxyHeader.parse((Self.signature + rest)[...]) else {
            Issue.record("taken")
            return
        }
    }

    @Test func `more bytes never change what a header was found to be`() {
        let seeds = [
            Array("PROXY TCP4 192.0.2.1 198.51.100.1 53060 443\r\n".utf8),
            Self.signature + [0x21, 0x11, 0, 12] + Self.ipv4,
        ]
        var generator = SeededRandom(seed: 12)
        for round in 0..<5_000 {
            let bytes = generator.mutated(seeds[round % seeds.count])
            let findings = (0...bytes.count).map { ProxyHeader.parse(bytes[..<$0]) }.drop { $0 == .needsMore }
            #expect(findings.allSatisfy { $0 == findings.first }, "\(bytes)")
        }
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.1.2.3", true), ("10.0.0.0/8", "11.0.0.0", false), ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.8", false), ("192.0.2.128/25", "192.0.2.129", true),
        ("192.0.2.128/25", "192.0.2.1", false),
        ("0.0.0.0/0", "9.9.9.9", true), ("fd00::/8", "fd12::1", true), ("fd00::/8", "fe80::1", false),
        ("127.0.0.1", "::ffff:127.0.0.1", true), ("::/0", "1.2.3.4", false),
    ])
    func `a range of addresses has its first bits in common`(range: String, address: String, isInside: Bool) throws {
        #expect(try #require(AddressRange(range)).contains(try #require(IPAddress(address))) == isInside)
    }

    @Test(arguments: [
        "", "x", "10.0.0.0/33", "10.0.0/8", "::/129", "1.2.3.4/", "1.2.3.4/-1", "fe80::1%lo/8", "1.2.3.4/8/8",
    ])
    func `what is no range of addresses is none`(text: String) {
        #expect(AddressRange(text) == nil)
    }
}

/// Balancers in front of the engine.
@Suite struct ProxyHeaderConnectionTests {
    private static func proxy() async throws -> TestProxy {
        try await TestProxy { $0.proxyHeaderSources = AddressRange("127.0.0.0/8").map { [$0] } ?? [] }
    }

    private static let request = Array("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)

    @Test(
        arguments: [
            (Array("PROXY TCP4 192.0.2.1 198.51.100.1 53060 443\r\n".utf8), "192.0.2.1:53060"),
            (
                ProxyHeaderTests.signature + [0x21, 0x11, 0x80, 12] + ProxyHeaderTests.ipv4
                    + [UInt8](repeating: 0, count: 0x8000), "192.0.2.1:53060"
            ),
        ] as [([UInt8], String)]
    )
    func `the flow has the address that the balancer told`(header: [UInt8], address: String) async throws {
        let proxy = try await Self.proxy()
        let client = try proxy.connect()

        client.send(header + Self.request)

        #expect(client.receiveText().hasPrefix("HTTP/1.1 400 "), "the request behind the header is answered")
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.client?.remoteAddress == address)
        #expect(flow.client?.via?.hasPrefix("127.0.0.1:") == true)
    }

    @Test func `a balancer that speaks for itself is the client`() async throws {
        let proxy = try await Self.proxy()
        let client = try proxy.connect()

        client.send(ProxyHeaderTests.signature + [0x20, 0, 0, 0] + Self.request)

        _ = client.receiveAll()
        let flow = try #require(await proxy.finishedFlows(1).first)
        #expect(flow.client?.remoteAddress.hasPrefix("127.0.0.1:") == true)
        #expect(flow.client?.via == nil)
    }

    @Test(arguments: ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "PROXY TCP4 nonsense\r\n", "PROXY TC"])
    func `without a good header nothing is answered, and a flow says why`(text: String) async throws {
        let proxy = try await Self.proxy()
        let client = try proxy.connect()

        client.send(text)
        client.shutdownOutput()

        #expect(client.receiveText().isEmpty)
        #expect(await proxy.finishedFlows(1).first?.error?.code == .badRequest)
    }

    @Test func `a look whether somebody is there is no flow`() async throws {
        let proxy = try await Self.proxy()
        let client = try proxy.connect()

        client.shutdownOutput()

        #expect(client.receiveText().isEmpty)
        #expect(await proxy.flows { _ in true }.isEmpty)
    }
}

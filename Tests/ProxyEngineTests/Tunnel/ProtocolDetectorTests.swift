import Testing

@testable import ProxyEngine

@Suite struct ProtocolDetectorTests {
    @Test(arguments: [
        ("GET / HTTP/1.1\r\n", "http1"), ("OPTIONS * HTTP/1.1\r\n", "http1"), ("M-SEARCH * HTTP/1.1\r\n", "http1"),
        ("GET http://a/ HTTP/1.1\r\n", "http1"), ("GET https://a/ HTTP/1.1\r\n", "http1"),
        ("VERYLONGMETHODNAMEABCDEF / HTTP/1.1\r\n", "http1"),
        ("VERYLONGMETHODNAMEABCDEFG / HTTP/1.1\r\n", "unknown"), ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "http2"),
        ("SSH-2.0-OpenSSH_9.2\r\n", "unknown"), ("HELO example.com\r\n", "unknown"), ("\u{0}\u{1}", "unknown"),
        (" GET / HTTP/1.1\r\n", "unknown"), ("GET\t/ HTTP/1.1\r\n", "unknown"), ("USER bob\r\n", "unknown"),
        ("GET ftp://a/ HTTP/1.1\r\n", "unknown"), ("*1\r\n$4\r\nPING\r\n", "unknown"),
    ])
    func `what comes first decides, and the same at whatever byte it is cut`(text: String, expected: String) {
        let bytes = Array(text.utf8)
        let detector = ProtocolDetector(allowsTLS: true)
        var findings: [String] = []
        for count in 0...bytes.count {
            findings.append(bytes[..<count].withUnsafeBytes { name(detector.find(in: $0)) })
        }

        #expect(findings.last == expected)
        #expect(findings.first == "needsMore")
        // Once something is found, more bytes do not change it.
        let decided = findings.drop { $0 == "needsMore" }
        #expect(decided.allSatisfy { $0 == expected })
    }

    @Test func `TLS is known from its first byte, and understood when its hello is whole`() {
        let detector = ProtocolDetector(allowsTLS: true)

        #expect([UInt8]([0x16]).withUnsafeBytes { name(detector.find(in: $0)) } == "needsMore")
        #expect([UInt8]([0x16, 0x41]).withUnsafeBytes { name(detector.find(in: $0)) } == "unknown")
    }

    @Test func `inside TLS a second TLS is relayed`() {
        let detector = ProtocolDetector(allowsTLS: false)

        #expect([UInt8]([0x16, 3, 1]).withUnsafeBytes { name(detector.find(in: $0)) } == "unknown")
    }

    private func name(_ finding: ProtocolDetector.Finding) -> String {
        switch finding {
        case .needsMore: "needsMore"
        case .tls: "tls"
        case .http1: "http1"
        case .http2: "http2"
        case .unknown: "unknown"
        }
    }
}

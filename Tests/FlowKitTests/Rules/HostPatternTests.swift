import FlowKit
import Testing

@Suite struct HostPatternTests {
    @Test(arguments: [
        ("example.com", "example.com", 443, true),
        ("example.com", "EXAMPLE.com.", 443, true),
        ("example.com", "www.example.com", 443, false),
        ("example.com", "example.com.evil.test", 443, false),
        ("example.com", "exampleXcom", 443, false),
        ("example.com:8443", "example.com", 8443, true),
        ("example.com:8443", "example.com", 443, false),
        ("*.example.com", "example.com", 443, true),
        ("*.example.com", "a.b.example.com", 443, true),
        ("*.example.com", "badexample.com", 443, false),
        ("api-*.test", "api-eu.test", 443, true),
        ("*", "anything", 1, true),
        ("10.0.*", "10.0.3.4", 443, true),
        ("10.0.*", "110.0.3.4", 443, false),
        ("::1", "::1", 443, true),
        ("[::1]", "::1", 443, true),
        ("[::1]:8443", "::1", 8443, true),
        ("[::1]:8443", "::1", 443, false),
        ("/bank\\./", "my.bank.test", 443, true),
        ("/^bank\\./", "my.bank.test", 443, false),
    ])
    func `a pattern matches the hosts it names`(text: String, host: String, port: Int, matches: Bool) throws {
        #expect(try HostPattern(text).matches(host: host, port: port) == matches)
    }

    @Test(arguments: ["", "a b", "https://example.com/", "b\u{FC}cher", ":443", "/a(/"])
    func `what names no host is refused`(text: String) {
        #expect(throws: FilterError.self) { try HostPattern(text) }
    }

    @Test func `a mistake in a regular expression is found where it stands`() {
        let error = #expect(throws: FilterError.self) { try HostPattern("/ab(/") }

        #expect(error.map { (1..<5).contains($0.range.lowerBound) } == true)
    }
}

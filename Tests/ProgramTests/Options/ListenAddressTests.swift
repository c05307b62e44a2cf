import ProxyEngine
import Testing

@testable import sluice

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:0", "::1", 0), ("localhost:9", "localhost", 9),
        (":3128", "127.0.0.1", 3128), ("3128", "127.0.0.1", 3128), ("0.0.0.0:65535", "0.0.0.0", 65_535),
    ])
    func `an address is read`(text: String, host: String, port: Int) {
        #expect(ListenAddress.parse(text) == EngineConfiguration.Listen(host: host, port: port))
    }

    @Test(arguments: [
        "", ":", "host", "host:", "::1", "::1:80", "[]:80", "[::1]", "h:65536", "h:-1", "h:+1", "a/b:1", "a b:1",
    ])
    func `what is not an address is refused`(text: String) {
        #expect(ListenAddress.parse(text) == nil)
    }
}

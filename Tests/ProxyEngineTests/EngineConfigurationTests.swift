import FlowKit
import ProxyEngine
import Testing

@Suite struct EngineConfigurationTests {
    @Test func `the default listens on loopback only`() {
        #expect(EngineConfiguration(threadCount: 1).listeners.map(\.description) == ["regular@127.0.0.1:8080"])
    }

    @Test func `an IPv6 address is written with brackets`() {
        #expect(ListenAddress(host: "::1", port: 80).description == "[::1]:80")
    }
}

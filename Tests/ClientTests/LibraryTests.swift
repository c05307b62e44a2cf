import FlowKit
import Foundation
import ProgramSupport
import Testing

extension ClientTests {
    /// The HTTP libraries of languages, in programs of ours that tell what they got.
    @Suite(.enabled(if: Python.has(), "python3 or openssl is not installed"))
    struct LibraryTests {
        private let bench: ClientBench
        private let plain: String
        private let secure: String

        init() throws {
            bench = try ClientBench()
            let ports = try Origin.http1.get().ports
            plain = "http://localhost:\(ports[0])"
            secure = "https://localhost:\(ports[1])"
        }

        private func expectAgreement(_ run: ClientRun, _ count: Int) {
            run.expectWhole(count)
            #expect(run.told == run.recorded)
        }

        @Test(arguments: [false, true])
        func `urllib of Python`(isSecure: Bool) async throws {
            expectAgreement(try await bench.python("urllib_client.py", isSecure ? secure : plain), 6)
        }

        @Test(.enabled(if: Python.has("requests"), "Requests for Python is not installed"), arguments: [false, true])
        func `Requests for Python`(isSecure: Bool) async throws {
            expectAgreement(try await bench.python("requests_client.py", isSecure ? secure : plain), 8)
        }

        @Test(.enabled(if: Python.has("httpx"), "httpx for Python is not installed"), arguments: [false, true])
        func `httpx for Python`(isSecure: Bool) async throws {
            expectAgreement(try await bench.python("httpx_client.py", isSecure ? secure : plain, "1"), 41)
        }

        @Test(.enabled(if: Python.has("aiohttp"), "aiohttp for Python is not installed"), arguments: [false, true])
        func `aiohttp for Python, a hundred requests at once`(isSecure: Bool) async throws {
            expectAgreement(try await bench.python("aiohttp_client.py", isSecure ? secure : plain), 100)
        }

        @Test(.enabled(if: isInstalled("node"), "node is not installed"))
        func `https and fetch of Node`() async throws {
            expectAgreement(try await bench.run(["node", Scripts.client("node_client.cjs"), secure]), 48)
        }

        @Test(.enabled(if: isInstalled("javac"), "a Java development kit is not installed"))
        func `HttpClient of Java`() async throws {
            expectAgreement(try await bench.run(["java", Scripts.client("Client.java"), secure, "1"]), 25)
        }
    }
}

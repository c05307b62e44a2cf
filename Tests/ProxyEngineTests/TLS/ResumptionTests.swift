import FlowKit
import Foundation
import ProxyEngine
import Testing

/// Whether handshakes take up earlier sessions, asked by the real openssl.
@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
struct ResumptionTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Asks for `/` through the proxy, as the same client that keeps its session in a file.
    private func ask(_ proxy: TestProxy, _ port: Int, _ options: [String]) throws -> String {
        let options =
            ["-proxy", "127.0.0.1:\(proxy.port)", "-connect", "localhost:\(port)"]
            + ["-servername", "localhost", "-CAfile", proxy.authorityPath] + options
        let answer = try openSSL(options, saying: "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return String(decoding: answer, as: UTF8.self)
    }

    @Test(arguments: ["-tls1_2", "-tls1_3"])
    func `a client that comes again takes up its session`(version: String) async throws {
        let server = try await TLSServer()
        let proxy = try await TestProxy { $0.upstreamAuthorityFiles = [server.authorityPath] }
        let session = directory.path + "/session"

        let first = try ask(proxy, server.port, [version, "-sess_out", session])
        let second = try ask(proxy, server.port, [version, "-sess_in", session])

        #expect(first.contains("New, TLSv1"))
        #expect(second.contains("Reused, TLSv1"))
        let flows = await proxy.finishedFlows(2)
        #expect(flows.map { $0.client?.tls?.isResumed } == [false, true])
    }
}

import FlowKit
import Foundation
import ProgramSupport
import Testing

extension ClientTests {
    /// Clients that behave badly; beside each of them one that behaves well and gets all its answers.
    @Suite(.enabled(if: Python.has(), "python3 or openssl is not installed"))
    struct TortureTests {
        enum Scenario: String, CaseIterable {
            case vanish, idle, slow, pipeline, crowd
            case hangUpMidway = "hang_up_midway"

            /// Sockets the proxy may have.
            var descriptorLimit: Int { self == .crowd ? 256 : 8192 }
        }

        @Test(arguments: Scenario.allCases)
        func `what clients leave behind is cleared away`(scenario: Scenario) async throws {
            let program = try SluiceProgram()
            let limit = "ulimit -n \(scenario.descriptorLimit) 2> /dev/null || ulimit -n $(ulimit -Hn)"
            let record = "exec sluice record --listen 127.0.0.1:0 --print-port --jsonl /dev/null"
            let proxy = try program.startShell("\(limit); \(record)")
            try await soon("the port is printed") { proxy.output.contains("\n") }
            let port = try #require(proxy.output.split(separator: "\n").first.flatMap { Int($0) })
            let before = proxy.descriptorCount

            let clients = try RunningProgram(
                Python.path,
                [Scripts.client("torture.py"), scenario.rawValue, String(port), program.home.file("ca-cert.pem")],
                environment: ProcessInfo.processInfo.environment
            )
            try await soon("the clients end", within: .seconds(60)) { !clients.isRunning }

            #expect(clients.output == "\(scenario.rawValue) survived; open at the origin: 0\n", "\(clients.errors)")
            try await soon("all that was open is closed") { proxy.descriptorCount == before }
            #expect(proxy.isRunning)
            proxy.send(SIGTERM)
            try await soon("the proxy ends") { !proxy.isRunning }
            #expect(proxy.code == 0, "\(proxy.errors)")
        }
    }
}

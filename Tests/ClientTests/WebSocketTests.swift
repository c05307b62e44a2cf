import FlowKit
import Foundation
import ProgramSupport
import Testing

extension ClientTests {
    @Suite(.enabled(if: Python.has("websockets"), "websockets for Python is not installed"))
    struct WebSocketTests {
        @Test func `websockets for Python hears its own messages, compressed and not`() async throws {
            let bench = try ClientBench()
            let port = try Origin.webSocket.get().ports[0]

            let run = try await bench.python("websockets_client.py", "wss://localhost:\(port)/echo")

            #expect(run.code == 0, "\(run.errors)")
            #expect(run.text == String(repeating: "same\n", count: 12))
            #expect(run.flows.count == 2)
            for flow in run.flows {
                #expect(flow.response?.status == 101)
                #expect(flow.error == nil)
                let messages = flow.messages.map { Array($0) } ?? []
                let said = messages.filter { $0.sender == .client && [.text, .binary].contains($0.kind) }
                let heard = messages.filter { $0.sender == .server && [.text, .binary].contains($0.kind) }
                #expect(said.count == 6)
                #expect(said.map { checksum($0.payload.bytes) } == heard.map { checksum($0.payload.bytes) })
                #expect(said.map(\.payload.byteCount) == [5, 0, 40_000, 102_400, 70_000, 13])
                // With the empty one by which the client ends it.
                #expect(said.last?.fragmentCount == 4)
            }
        }
    }
}

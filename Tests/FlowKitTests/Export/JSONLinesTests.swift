import FlowKit
import Foundation
import Testing

@Suite struct JSONLinesTests {
    @Test func `a line says what happened`() throws {
        let line = JSONLines.line(for: .rich)
        let value = try JSONValue.parse(line)

        #expect(line.last == 0x0A && line.count { $0 == 0x0A } == 1)
        #expect(value["id"] == 7)
        #expect(value["started"] == "2026-07-25T10:42:08.000125Z")
        #expect(value["durationMs"]?.double == 91.5)
        #expect(value["method"] == "POST")
        #expect(value["url"] == "https://api.example.com/v1/orders?dry=1")
        #expect(value["status"] == 201)
        #expect(value["request"]?["headers"]?[1] == ["x-odd", "2"])
        #expect(value["request"]?["wireBytes"] == 130)
        #expect(value["request"]?["decodedBytes"] == 17)
        #expect(value["replayOf"] == 3)
        #expect(value["edited"] == true)
        #expect(value["client"]?["address"] == "127.0.0.1:53124")
        #expect(value["server"]?["connection"] == 4)
        #expect(value["tls"]?["server"]?["version"] == "TLSv1.3")
        #expect(value["tls"]?["client"] == .null)
        #expect(value["timings"]?["connect"]?.double == 20)
        #expect(value["timings"]?["ssl"]?.double == 11)
    }

    @Test func `a flow without an answer has nulls, not gaps`() throws {
        var flow = Flow.simple(status: nil)
        flow.error = FlowError(.connectionRefused, "upstream h:80 refused the connection")
        flow.blockedBy = RuleHit(id: RuleID(1), name: "no \"ads\"")

        let value = try JSONValue.parse(JSONLines.line(for: flow))

        #expect(value["status"] == .null)
        #expect(value["response"] == .null)
        #expect(value["durationMs"] == .null)
        #expect(value["server"] == .null)
        #expect(value["tls"] == .null)
        #expect(value["error"] == ["code": "connectionRefused", "message": "upstream h:80 refused the connection"])
        #expect(value["blockedBy"] == "no \"ads\"")
        #expect(value.members?.map(\.key) == (try JSONValue.parse(JSONLines.line(for: .rich))).members?.map(\.key))
    }

    @Test func `bytes that are not UTF-8 can be had again`() throws {
        let value = try JSONValue.parse(JSONLines.line(for: .rich))

        #expect(value["latin1"] == ["request.headers[3]"])
        #expect(value["request"]?["headers"]?[3] == ["X-Latin", "cé"])
    }

    @Test func `decoded bytes are those after the content coding`() throws {
        var flow = Flow.simple()
        flow.response?.headers = [("Content-Encoding", "gzip")]
        flow.response?.body = Body(try ContentCoding.encode([UInt8](repeating: 1, count: 5000), with: ["gzip"]))
        #expect(try JSONValue.parse(JSONLines.line(for: flow))["response"]?["decodedBytes"] == 5000)

        flow.response?.body = Body("not gzip")
        #expect(try JSONValue.parse(JSONLines.line(for: flow))["response"]?["decodedBytes"] == .null)
    }

    @Test func `control characters in traffic stay inside their line`() throws {
        var flow = Flow.simple()
        flow.request.headers.append("X", "a\u{0}\u{1B}\n\u{2028}\"\\")
        flow.request.method = "G\nT"

        let line = JSONLines.line(for: flow)

        #expect(line.count { $0 < 0x20 } == 1)
        #expect(try JSONValue.parse(line)["method"] == "G\nT")
    }

    @Test func `messages are counted`() throws {
        let value = try JSONValue.parse(JSONLines.line(for: .webSocket))

        #expect(value["messages"] == ["fromClient": 2, "fromServer": 1, "dropped": 0, "closeCode": 1000])
        #expect(try JSONValue.parse(JSONLines.line(for: .rich))["messages"] == .null)
    }

    @Test func `the article on JSON lines names every member`() throws {
        let article = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../../Sources/FlowKit/FlowKit.docc/JSONLines.md").standardized,
            encoding: .utf8
        )
        var flow = Flow.rich
        flow.error = FlowError(.clientClosed, "")
        flow.tunnel = TunnelCounts()
        flow.messages = MessageLog()

        let names = memberNames(of: try JSONValue.parse(JSONLines.line(for: flow)))

        #expect(names.filter { !article.contains("`\($0)`") } == [])
    }

    private func memberNames(of value: JSONValue) -> Set<String> {
        (value.members ?? []).reduce(into: []) { $0.formUnion(memberNames(of: $1.value).union([$1.key])) }
    }
}

import FlowKit
import TestSupport
import Testing

@Suite struct HARFileTests {
    @Test func `an archive of a browser is read`() throws {
        let flows = try read(
            """
            \u{FEFF}{"log":{"version":"1.2","creator":{"name":"WebInspector","entries":[1]},"pages":[{"id":"p"}],"entries":[
            {"_initiator":{"type":"other"},"_priority":"High","startedDateTime":"2024-03-01T10:00:00.123Z","time":30.5,
             "request":{"method":"GET","url":"https://example.com:8443/a?b=c","httpVersion":"http/2.0",
              "headers":[{"name":":method","value":"GET"},{"name":"accept","value":"*/*","x":[{}]}],"headersSize":-1,"bodySize":0},
             "response":{"status":200,"statusText":"","httpVersion":"h3","headers":[["content-type","text/html"],["x",1]],
              "content":{"size":5,"mimeType":"text/html","text":"aGVsbG8=","encoding":"base64"},"headersSize":100,"bodySize":5},
             "cache":{},"timings":{"blocked":1.5,"dns":-1,"connect":10,"ssl":4,"send":1,"wait":16,"receive":2},
             "serverIPAddress":"93.184.216.34","connection":"77"}]}}
            """
        )

        let flow = try #require(flows.first)
        #expect(flows.count == 1)
        #expect(flow.error == nil && flow.source == .file)
        #expect(flow.request.url == "https://example.com:8443/a?b=c")
        #expect(flow.request.version == .http2)
        #expect(flow.request.headers.map(\.name) == [":method", "accept"])
        #expect(flow.response?.headers["x"] == "1")
        #expect(flow.response?.body == Body("hello"))
        #expect(flow.response?.wireByteCount == 105)
        #expect(flow.server?.remoteAddress == "93.184.216.34:8443")
        #expect(flow.timing.resolved == nil)
        #expect(flow.timing.duration == .microseconds(30500))
        let connect = try #require(flow.timing.connectStarted), tls = try #require(flow.timing.upstreamTLSDone)
        #expect(tls - connect == .milliseconds(10))
    }

    @Test func `a body that another tool decoded agrees with its fields again`() throws {
        let flow = try read(
            entry(
                response: #"{"status":200,"headers":[["Content-Encoding","gzip"]],"content":{"size":5,"text":"hello"}}"#
            )
        )[0]

        #expect(flow.response?.body != Body("hello"))
        #expect(flow.response?.decodedBodyBytes() == Array("hello".utf8))
    }

    @Test func `a body that the archive leaves out is known to be missing`() throws {
        let flow = try read(entry(response: #"{"status":200,"content":{"size":5000,"mimeType":"image/png"}}"#))[0]

        #expect(flow.response?.body?.isTruncated == true)
        #expect(flow.response?.body?.byteCount == 5000)
    }

    @Test(arguments: [
        (#"{}"#, "there is no request"), ("17", "not an object"), ("null", "not an object"),
        (#"{"request":{"method":"GET"}}"#, "URL"), (#"{"request":{"method":"G T","url":"http://h/"}}"#, "method"),
        (#"{"startedDateTime":"yesterday","request":{"method":"GET","url":"http://h/"}}"#, "startedDateTime"),
        (#"{"request":{"method":"GET","url":"ftp://h/"}}"#, "ftp://h/"),
        (#"{"request":{"method":"GET","url":"http://h/"},"response":{"status":"x"}}"#, "status"),
        (
            #"{"request":{"method":"GET","url":"http://h/","postData":{"text":"!","encoding":"base64"}}}"#,
            "base64"
        ),
        (#"{"request":{"method":"GET","url":"http://h/","headers":[{"value":"x"},["a:b","c"],7]}}"#, "no usable name"),
    ])
    func `a broken entry says what was wrong, and the rest loads`(broken: String, message: String) throws {
        let flows = try read(
            #"{"log":{"entries":["# + [broken, Self.good, broken, Self.good].joined(separator: ",") + "]}}"
        )

        #expect(flows.map { $0.error?.code } == [.notRecoverable, nil, .notRecoverable, nil])
        #expect(flows[0].error?.message.contains(message) == true, "\(flows[0].error?.message ?? "")")
        #expect(flows.allSatisfy { $0.isFinished })
    }

    @Test func `what an entry says in spite of its flaw is kept`() throws {
        let flow = try read(
            #"{"entries":[{"request":{"method":"PUT","url":"http://h/x","headers":[["A","1"],[]]}}]}"#
        )[0]

        #expect(flow.error?.code == .notRecoverable)
        #expect(flow.request.method == "PUT" && flow.request.path == "/x" && flow.request.headers["A"] == "1")
    }

    @Test func `an entry nested without end is one broken flow`() throws {
        let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)

        let flows = try read(#"{"log":{"entries":[{"request":\#(deep)},\#(Self.good)]}}"#)

        #expect(flows.map { $0.error?.code } == [.notRecoverable, nil])
    }

    @Test func `line breaks in a field cannot make another field`() throws {
        let request = #"{"method":"GET","url":"http://h/","headers":[{"name":"A","value":"1\r\nB: 2\u0000"}]}"#

        #expect(try read(#"{"log":{"entries":[{"request":\#(request)}]}}"#)[0].request.headers.map(\.name) == ["A"])
    }

    @Test(arguments: [
        "", "{", "[]", "17", #"{"log":{}}"#, #"{"log":{"entries":{}}}"#, "GET / HTTP/1.1", "\u{1F}\u{8B}",
    ])
    func `what is no archive is refused in words`(text: String) {
        #expect(throws: HARError.self) { _ = try read(text) }
    }

    @Test func `an archive cut anywhere gives the entries before the cut and one that says so`() throws {
        let bytes = Array(#"{"log":{"entries":[\#(Self.good),\#(Self.good)],"comment":"é"}}"#.utf8)
        let start = try #require(bytes.firstIndex(of: UInt8(ascii: "[")))

        for end in (start + 1)..<bytes.count {
            var flows: [Flow] = []
            try HARFile.read(Array(bytes[..<end]), makeID: { FlowID(flows.count + 1) }, record: { flows.append($0) })
            #expect(flows.last?.error?.code == .notRecoverable)
            #expect(flows.dropLast().allSatisfy { $0.error == nil })
        }
    }

    @Test func `no damage makes it trap`() throws {
        var random = SeededRandom(seed: 11)
        let bytes = try #require(Exporters.named("har")).export([.rich, .simple()])
        for _ in 0..<500 {
            var damaged = bytes
            for _ in 0..<3 {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = pick(
                    Array("\"{}[],:-9e \u{0}tn\\u".utf8),
                    &random
                )
            }
            // Only that it returns matters here.
            _ = try? HARFile.read(damaged, makeID: { FlowID(1) }, record: { _ = Exporters.named("har")?.export([$0]) })
        }
    }

    @Test(arguments: ["1e400", "-1", "9e18", "1e10", "null", "\"x\"", "[]"])
    func `absurd numbers do no harm`(number: String) throws {
        let response = #"{"status":200,"bodySize":\#(number),"headersSize":\#(number),"content":{"size":\#(number)}}"#
        let entry = #"{"time":\#(number),"timings":{"wait":\#(number),"blocked":\#(number)},"_id":\#(number),"#
        let flow = try read(#"{"log":{"entries":[\#(entry)"response":\#(response),\#(Self.good.dropFirst())]}}"#)[0]

        #expect(flow.error == nil)
        #expect(flow.isFinished)
    }

    private static let good =
        #"{"startedDateTime":"2024-03-01T10:00:00Z","request":{"method":"GET","url":"http://h/"}}"#

    private func entry(response: String) -> String {
        #"{"log":{"entries":[{"response":\#(response),\#(Self.good.dropFirst())]}}"#
    }

    private func pick(_ bytes: [UInt8], _ random: inout SeededRandom) -> UInt8 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)]
    }

    private func read(_ text: String) throws -> [Flow] {
        var flows: [Flow] = []
        try HARFile.read(Array(text.utf8), makeID: { FlowID(flows.count + 1) }, record: { flows.append($0) })
        return flows
    }
}

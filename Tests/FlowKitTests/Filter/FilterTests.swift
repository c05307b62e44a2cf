import TestSupport
import Testing

@testable import FlowKit

@Suite struct FilterTests {
    @Test(arguments: [
        // Grammar.
        ("", true), ("  ", true), ("users", true), ("users nothing", false), ("nothing | users", true),
        ("!nothing", true), ("! ! users", true), ("!!!users", false), ("(users)", true), ("(~q)", false),
        ("(~s)", true),
        ("(~s)&(~http)", true), ("~s&~http", true), ("~s|~q", true), ("~q&~s", false), ("!(~q | ~e) ~u users", true),
        ("~u users&~s", true), ("~u users&~q", false), ("~u users&!~q", true), ("~u nothing|~s", true),
        ("~u nothing|(~s)", true), ("nothing| users", true), ("users& ~q", false), ("~t \"json\"&~s", true),
        ("users ~q | ~s", true), ("users|nothing ~q", false), ("~q & ~q | ~s", true), ("~s | ~q & ~q", true),
        ("((((users))))", true), ("( users )", true), ("~s(~http)", true), ("(~s)!~q", true), ("~u\"users\"", true),
        // Words and quotes.
        ("~u us(er|ing)s", true), ("~u us(a|b)", false), ("~u (users|x)", true), ("~u page=2&x", false),
        ("~u v1/users", true), ("~u a|users", true), ("'users\\?page'", true), ("\"users\\\\?page\"", true),
        ("~u \"users page\"", false), ("~d '^api\\.example'", true), ("~u (?-i)USERS", false), ("(?-i)users", true),
        ("~u [u]sers", true), ("~u [)]", false), ("~u users\\?", true), ("~hq \"x-a: \\\"b\\\"\"", true),
        // mitmproxy's operators.
        ("~all", true), ("~http", true), ("~tcp", false), ("~udp", false), ("~dns", false), ("~websocket", false),
        ("~q", false), ("~s", true), ("~e", false), ("~a", false), ("~marked", false), ("~marker x", false),
        ("~comment x", false), ("~meta x", false), ("~replay", false), ("~replayq", false), ("~replays", false),
        ("~b deadlock", true), ("~bq deadlock", false), ("~bq hello", true), ("~bs DEADLOCK", true), ("~bs a.b", true),
        ("~t json", true), ("~tq json", false), ("~tq text/plain", true), ("~ts json", true),
        ("~h server:.nginx", true),
        ("~hq server", false), ("~hs ^server", true), ("~hs nginx$", true), ("~m get", false), ("~m ^post$", true),
        ("~d example.com", true), ("~d other.test", true), ("~d v1", false), ("~src ^127.0.0.1:5", true),
        ("~dst :443$", true), ("~dst 93.184", true), ("~c 500", true), ("~c 404", false),
        // Ours.
        ("~c 5xx", true), ("~c >=400", true), ("~c >500", false), ("~c >4xx", true), ("~c <5xx", false),
        ("~c 404,500", true), ("~c 400-599", true), ("~c 5XX&~s", true), ("~size >10", true), ("~size >1k", false),
        ("~size 10b-0.5k", true), ("~dur >200ms", true), ("~dur <0.5s", true), ("~dur >1m", false),
        ("~dur 412ms", true),
        ("~port 443", true), ("~port 80,8000-8999", false), ("~ip ^127", true), ("~ip :53124", false),
        ("~header server", true), ("~header SERVER:^nginx$", true), ("~header serve", false),
        ("~header server:z", false),
        ("~header \"server: nginx\"", true), ("~blocked", false), ("~edited", false), ("~tls 1.3", true),
        ("~tls 1.2", false), ("~tls any", true), ("~tls none", false), ("~proto h1", true), ("~proto HTTP/2", false),
        ("~from client", true), ("~from replay", false), ("~conn 7", true), ("~conn 8", false), ("~rule x", false),
        ("~listener ^regular@", true), ("~listener socks5", false),
    ])
    func `a filter matches what it says`(text: String, isMatch: Bool) throws {
        let filter = try Filter.parse(text)

        #expect(filter.matches(Self.flow) == isMatch)
    }

    @Test(arguments: [
        ("~c 20x", 3..<6), ("~c 404 500", 7..<10), ("~c 404, 500", 7..<7), ("~c foo", 3..<6), ("~c 99", 3..<5),
        ("~c", 2..<2), ("~c & x", 3..<4), ("~u )", 3..<4), ("~xyz", 0..<4), ("foo ~", 4..<5), ("~c404", 0..<5),
        ("a &", 3..<3), ("a |", 3..<3), ("& a", 0..<1), ("a & | b", 4..<5), ("()", 1..<2), ("(a", 0..<1), ("a)", 1..<2),
        ("!", 1..<1), ("a !", 3..<3), ("~u \"abc", 3..<7), ("foo\"bar\"", 3..<4), ("\"foo\"bar", 5..<6),
        ("(foo|bar)baz", 9..<10), ("(foo)+", 5..<6), ("get(a b)", 3..<5), ("/~user", 1..<2), ("~u *x", 3..<4),
        ("~u a(b", 4..<6), ("~b \"é(\"", 6..<7), ("~u \"\\\"\\\\q\"", 6..<9), ("~size big", 6..<9),
        ("~size 99999999999G", 6..<18),
        ("~dur >1", 5..<7), ("~time 25:00", 6..<11), ("~time 5m", 6..<8), ("~port 70000", 6..<11),
        ("~header x:", 10..<10),
        ("~header : ", 8..<9), ("~header a:(", 10..<11), ("~from nobody", 6..<12), ("~tls 2", 5..<6),
        ("~proto h9", 7..<9),
        ("~c 404,x", 7..<8), ("~c 500-400", 3..<10),
    ])
    func `what cannot be read is refused with its place`(text: String, range: Range<Int>) {
        let error = #expect(throws: FilterError.self) { try Filter.parse(text) }

        #expect(error?.range == range)
        #expect(error?.message.isEmpty == false)
    }

    @Test func `nothing is known of the response before it is there`() throws {
        let flow = Flow.sample()

        for text in ["~c 200", "!~q", "~size <1k", "~dur <1h", "~hs .", "~bs .", "~e", "~blocked"] {
            #expect(try !Filter.parse(text).matches(flow), "\(text)")
        }
    }

    @Test func `a replay is not client traffic`() throws {
        let replay = Flow.sample(source: .replay(of: FlowID(3)))

        for text in ["~replay", "~replayq", "~from replay", "!~from client", "!~replays"] {
            #expect(try Filter.parse(text).matches(replay), "\(text)")
        }
        #expect(try Filter.parse("~from file").matches(.sample(source: .file)))
    }

    @Test(arguments: [
        ("~b hello", true), ("~bq hello", true), ("~bs hello", false), ("~bs bye", true), ("~bq bye", false),
        ("~b \"h.llo\"", true), ("~b nothing", false), ("~websocket", true), ("~http", true), ("~tcp", false),
    ])
    func `messages are searched as what their senders say`(text: String, isMatch: Bool) throws {
        #expect(try Filter.parse(text).matches(.webSocket) == isMatch)
    }

    @Test func `a body is searched after its content coding is removed`() throws {
        let encoded = try ContentCoding.encode(Array("{\"error\": \"deadlock\"}".utf8), with: ["gzip"])
        var flow = Flow.sample(status: 200, responseHeaders: [("Content-Encoding", "gzip")])
        flow.response?.body = Body(encoded)

        #expect(try Filter.parse("~bs deadlock").matches(flow))
        #expect(try Filter.parse("~b 'dead.ock'").matches(flow))
    }

    @Test(arguments: [
        ("~time -5m", 4, true), ("~time -5m", 6, false), ("~time 10:42", 0, true), ("~time 10:40-10:41", 0, false),
        ("~time 10:41-10:43", 0, true), ("~time 23:00-11:00", 0, true), ("~time 12:00-09:00", 0, false),
        ("~time 10:42:07", 0, true), ("~time 10:42:08-10:43", 0, false),
    ])
    func `time is asked of the clock that is passed in`(text: String, minutesLater: Int, isMatch: Bool) throws {
        let started = Timestamp(nanoseconds: (8 * 3_600 + 42 * 60 + 7) * 1_000_000_000)
        let context = FilterContext(now: started + .seconds(60 * minutesLater), utcOffset: 7_200)

        #expect(try Filter.parse(text).matches(.sample(started: started), context: context) == isMatch)
    }

    @Test func `a URL that is not UTF-8 is matched as it is shown`() throws {
        var flow = Flow.sample()
        flow.request.target = WireText(bytes: Array("/caf".utf8) + [0xE9])

        #expect(try Filter.parse("~u caf\u{e9}$").matches(flow))
        #expect(try Filter.parse("~u https://api.example.com/caf").matches(flow))
    }

    @Test func `deep and long filters are refused or read, never a crash`() throws {
        let deep = String(repeating: "(", count: 100_000) + "a"

        #expect(throws: FilterError.self) { try Filter.parse(deep) }
        #expect(try !Filter.parse(String(repeating: "!", count: 100_001) + "users").matches(Self.flow))
        #expect(try Filter.parse(String(repeating: "users ", count: 10_000)).matches(Self.flow))
    }

    @Test func `random text never traps and errors stay inside it`() {
        var generator = SeededRandom(seed: 3)
        let pieces = [
            "~c ", "~u ", "~header ", "~time ", "~size ", "~", "(", ")", "&", "|", "!", "\"", "'", "\\", " ", "é",
            "4xx", "a", ":", "-5m", "[", "]", "*", ",", "~b", "~q",
        ]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
            do {
                _ = try Filter.parse(text).matches(Self.flow)
            } catch {
                #expect(error.range.lowerBound >= 0 && error.range.upperBound <= text.utf8.count, "\(text): \(error)")
            }
        }
    }

    @Test func `quoted text reads back as it was`() throws {
        for text in ["a", "a b", #"\"#, #"\\"#, #"a\"b"#, #"\d\"#, #""""#, "'", #"\'"#, "é\\\\\""] {
            var scanner = FilterScanner(FilterText.quote(text))

            #expect(try scanner.argument().text == text)
        }
    }

    private static let flow: Flow = {
        var flow = Flow.sample(
            method: "POST",
            requestHeaders: [("Host", "other.test:443"), ("Content-Type", "text/plain"), ("X-A", "\"b\"")],
            requestBody: "hello",
            status: 500,
            responseHeaders: [("Content-Type", "application/json"), ("Server", "nginx")],
            responseBody: "deadlock a\nb",
            milliseconds: 412
        )
        let tls = TLSInfo(version: "TLSv1.3")
        let time = Timestamp(nanoseconds: 0)
        flow.client = Connection(
            id: 7,
            remoteAddress: "127.0.0.1:53124",
            localAddress: "127.0.0.1:8080",
            opened: time,
            tls: tls,
            listener: "regular@127.0.0.1:8080"
        )
        flow.server = Connection(
            id: 9,
            remoteAddress: "93.184.216.34:443",
            localAddress: "10.0.0.2:5",
            opened: time,
            tls: tls
        )
        return flow
    }()
}

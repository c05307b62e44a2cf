import Testing

@testable import FlowKit

@Suite struct EndpointPatternTests {
    @Test(arguments: [
        ("GET api.test/users/{id}", "GET", "/users/42?x=1", true),
        ("GET api.test/users/{id}", "GET", "/users/me", false),
        ("GET api.test/users/{id}", "POST", "/users/42", false),
        ("GET api.test/users/{id}", "GET", "/users/42/", false),
        ("GET api.test/users/{id}", "GET", "/users/{id}", true),
        ("api.test/users/{id}", "POST", "/users/42", true),
        ("api.test", "POST", "/users/42", true),
        ("GET api.test", "GET", "/anything", true),
        ("other.test", "GET", "/", false),
        ("API.test/", "GET", "/", true),
        ("GET api.test/users/42", "GET", "/users/42", true),
        ("GET api.test/users/42", "GET", "/users/43", false),
        ("GET api.test/u/{slug}", "GET", "/u/jane", true),
        ("GET api.test/u/{slug}", "GET", "/u/jane.png", true),
        ("GET api.test/u/{slug}", "GET", "/u/42", false),
        ("GET api.test/u/{slug}", "GET", "/u/2026-01-31", false),
        ("GET api.test/u/{slug}.png", "GET", "/u/jane.png", true),
        ("GET api.test/u/{slug}.png", "GET", "/u/jane.gif", false),
        ("GET api.test/u/{slug}.png", "GET", "/u/.png", false),
        ("GET api.test/u/order-{id}", "GET", "/u/order-77", true),
        ("GET api.test/a/{rest}", "GET", "/a/b/c", true),
        ("GET api.test/a/{rest}", "GET", "/a", false),
        ("OPTIONS api.test *", "OPTIONS", "*", true),
        ("OPTIONS api.test *", "OPTIONS", "/", false),
        ("CONNECT api.test", "CONNECT", "api.test:443", true),
        ("GET api.test/caf%C3%A9", "GET", "/caf%C3%A9", true),
        ("GET api.test/café", "GET", "/café", true),
        ("CONNECT api.test/chat", "CONNECT", "/chat", true),
    ])
    func `a request is the endpoint's or is not`(text: String, method: String, target: String, isMatch: Bool) throws {
        let pattern = try #require(EndpointPattern(text))
        let origin = Origin(scheme: .https, host: "api.test")

        #expect(pattern.matches(Request(method: method, target: WireText(target), origin: origin)) == isMatch)
    }

    @Test func `a port that is not the scheme's own belongs to the host`() throws {
        let request = Request(
            method: "GET",
            target: "/a",
            origin: Origin(scheme: .https, host: "::1", port: 8443)
        )

        #expect(try #require(EndpointPattern("GET [::1]:8443/a")).matches(request))
        #expect(try !#require(EndpointPattern("GET [::1]/a")).matches(request))
    }

    @Test func `the term reads what an endpoint's name is written as`() throws {
        let names = ["/users/{id}", "/users/{slug}", "/users/me", "/users/{slug}.png", ""].map {
            EndpointName(.endpoint, method: "GET", host: "api.test", path: $0)
        }
        let text = try #require(names[1].filterText(among: names))

        #expect(
            text == #"~endpoint "GET api.test/users/{slug}" & !~endpoint "GET api.test/users/me""#
                + #" & !~endpoint "GET api.test/users/{slug}.png""#
        )
        let filter = try Filter.parse(text)
        func matches(_ path: String) -> Bool { filter.matches(.sample(host: "api.test", path: path)) }
        #expect(matches("/users/jane") && !matches("/users/me") && !matches("/users/1") && !matches("/users/a.png"))
    }

    @Test func `every grouping has its filter`() throws {
        let host = EndpointName(.host, host: "a.test:8080")
        let process = EndpointName(.process, host: "my (app)")
        let connection = EndpointName(.connection, host: "127.0.0.1:5", number: 12)

        #expect(host.filterText(among: []) == "~endpoint a.test:8080")
        #expect(process.filterText(among: []) == #"~process "^my \(app\)$""#)
        #expect(connection.filterText(among: []) == "~conn 12")
        #expect(EndpointName.others(.host).filterText(among: []) == nil)
        #expect(EndpointName(.connection, host: "no connection").filterText(among: []) == nil)
        let unknown = EndpointName(.process, host: ClientProcess.unknownName)
        let nowhere = EndpointName(.endpoint, method: "GET", host: "", path: "/")
        #expect(try Filter.parse(#require(unknown.filterText(among: []))).matches(.sample()))
        #expect(try Filter.parse(#require(nowhere.filterText(among: []))).matches(.sample(host: "")))
        #expect(try !Filter.parse(#require(nowhere.filterText(among: []))).matches(.sample()))
        for name in [host, process, connection, EndpointName(.host, host: "")] {
            _ = try Filter.parse(#require(name.filterText(among: [])))
        }
    }

    @Test func `bytes that are not UTF-8 are asked for as they are shown`() throws {
        var flow = Flow.sample(host: "A.test")
        flow.request.target = WireText(bytes: [0x2F, 0xE9, 0x2F, 0x37])
        let path = PathTemplate(of: flow.request).text
        #expect(path == "/é/{id}")

        let text = EndpointName(.endpoint, method: "GET", host: "A.test", path: path).filterText(among: [])

        #expect(try Filter.parse(#require(text)).matches(flow))
    }

    @Test(arguments: ["", "   ", "/users", "GET /users"])
    func `an endpoint without a host is refused`(text: String) {
        #expect(EndpointPattern(text) == nil)
        #expect(throws: FilterError.self) { try Filter.parse("~endpoint \(FilterText.quote(text))") }
    }

    @Test func `the process is asked for by name and path once it is known`() throws {
        let process = ClientProcess()
        var flow = Flow.sample()
        flow.client = Connection(
            id: 1,
            remoteAddress: "127.0.0.1:9",
            localAddress: "",
            opened: flow.timing.started,
            process: process
        )
        let filter = try Filter.parse("~process ^curl$ | ~process /usr/bin")
        #expect(!filter.matches(flow))

        process.resolve(.found(.init(id: 7, name: "curl", path: "/opt/curl")))
        process.resolve(.unknown("too late"))

        #expect(filter.matches(flow))
        let encrypted = flow.client?.with(tls: TLSInfo(version: "TLSv1.3"))
        #expect(encrypted?.process?.name == "curl")
        // A balancer's process is not the client's.
        #expect(encrypted?.from("10.0.0.1:1").process == nil)
    }
}

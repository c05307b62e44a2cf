import Testing

@testable import FlowKit

@Suite struct JSONTermsTests {
    private func flow(_ request: String? = nil, _ response: String? = nil, type: String = "application/json") -> Flow {
        .sample(
            method: "POST",
            requestHeaders: Headers([("Content-Type", type)]),
            requestBody: request,
            status: 200,
            responseHeaders: Headers([("Content-Type", type)]),
            responseBody: response
        )
    }

    @Test(arguments: [
        (#"~json '$.errors[*].code == "E42"'"#, true), (#"~jsons '$.errors[*].code == "E42"'"#, true),
        (#"~jsonq '$.errors[*].code == "E42"'"#, false), ("~jsonq $.item", true), ("~json $.item", true),
        ("~jsons $.item", false), (#"~jsonq "$.item == \"pencil\"""#, true), ("~jsons $.errors[0].code", true),
        ("!~jsons $.errors & ~m POST", false), ("~jsonq $.count>=2", true), (#"~jsonq "$['item']""#, true),
        ("(~jsonq $.item)&~jsons($.errors)", true),
    ])
    func `a term asks the bodies of its side`(text: String, expected: Bool) throws {
        let flow = flow(#"{"item":"pencil","count":2}"#, #"{"errors":[{"code":"E41"},{"code":"E42"}]}"#)

        #expect(try Filter.parse(text).matches(flow) == expected)
    }

    @Test(arguments: [
        "text/plain", "application/octet-stream", "application/x-www-form-urlencoded", "text/html; charset=utf-8",
        "application/problem+json", "text/json", "",
    ])
    func `JSON counts as what it looks like`(type: String) throws {
        #expect(try Filter.parse("~jsons '$.a == 1'").matches(flow(nil, " \n{\"a\":1}", type: type)))
    }

    @Test func `what is not JSON, or is an image, has no values`() throws {
        let filter = try Filter.parse("~jsons $")

        #expect(!filter.matches(flow(nil, "<p>{}</p>", type: "text/html")))
        #expect(!filter.matches(flow(nil, #"{"a":1}"#, type: "image/png")))
        #expect(!filter.matches(flow(nil, "{\"a\":1,}")))
        #expect(!filter.matches(flow(nil, nil)))
        #expect(filter.matches(flow(nil, ")]}',\n{\"a\":1}")))
    }

    @Test(arguments: [
        #"{"code":"E42"}"#, #"{"c\u006Fde":"E42"}"#, #"{"code":"\u004542"}"#, #"{"code" : [1, "E42"]}"#,
        #"{"code":"E42""#,
    ])
    func `a value is found however it is written`(body: String) throws {
        let filter = try Filter.parse(#"~jsons '$.code && $..* == "E42"'"#)

        #expect(filter.matches(flow(nil, body)))
        #expect(try Filter.parse("~jsons $.code").matches(flow(nil, body)))
    }

    @Test(arguments: [#"$.code == "E42""#, #"$..code == "E42""#, "$.code", #"$.code == "E42" && $.n < 2"#])
    func `a value is found in any charset`(condition: String) throws {
        let filter = try Filter.parse("~jsons '\(condition)'")
        let text = #"{"code":"E42","n":1}"#
        var flow = flow(nil, text, type: "application/json; charset=utf-16le")
        flow.response?.body = Body(text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })

        #expect(filter.matches(flow))
    }

    @Test func `a message of gRPC is a text of its own`() throws {
        let text = #"{"code":"E42"}"#
        let flow = flow(nil, "\0\0\0\0\u{E}\(text)", type: "application/grpc+json")

        #expect(try Filter.parse(#"~jsons '$.code == "E42"'"#).matches(flow))
    }

    @Test func `rows and events are texts of their own`() throws {
        let rows = flow(nil, "{\"a\":1}\n{\"a\":2,\"b\":3}\n", type: "application/x-ndjson")
        let events = flow(
            nil,
            "event: x\ndata: {\"a\":1}\n\n: ping\n\ndata: {\"a\":2,\ndata: \"b\":3}\n\n",
            type: "text/event-stream"
        )

        for flow in [rows, events] {
            #expect(try Filter.parse("~jsons '$.a == 2 && $.b == 3'").matches(flow))
            #expect(try !Filter.parse("~jsons '$.a == 1 && $.b == 3'").matches(flow))
            #expect(try !Filter.parse("~jsonq $.a").matches(flow))
        }
    }

    @Test func `a WebSocket matches by one of its messages`() throws {
        var flow = Flow.sample(status: 101)
        var log = MessageLog()
        for (sender, text) in [
            (StreamMessage.Sender.client, #"{"sub":"x"}"#), (.server, #"{"price":17.5}"#), (.server, "hi"),
        ] {
            let message = StreamMessage(
                sender: sender,
                kind: .text,
                time: Timestamp(nanoseconds: 0),
                payload: Body(text),
                wireByteCount: 9
            )
            log.append(message, limit: .max)
        }
        flow.messages = log

        #expect(try Filter.parse("~jsons '$.price > 17'").matches(flow))
        #expect(try Filter.parse("~jsonq $.sub").matches(flow))
        #expect(try Filter.parse("~json $.sub").matches(flow))
        #expect(try !Filter.parse("~jsons $.sub").matches(flow))
    }

    @Test(arguments: [
        ("~json $.a[", 9..<10), ("~json '$.a == E42'", 14..<15), (#"~json '$.a == \'x\' &'"#, 20..<21),
        ("~json errors", 6..<12),
        ("~json '$[?@.a ==]'", 16..<17), ("~json", 5..<5),
    ])
    func `a path that cannot be read is refused with its place in the filter`(text: String, range: Range<Int>) {
        do throws(FilterError) {
            _ = try Filter.parse(text)
            Issue.record("\(text) was accepted")
        } catch {
            #expect(error.range == range, "\(error)")
        }
    }
}

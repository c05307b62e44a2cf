import FlowKit
import Testing

@Suite struct BodyPartsTests {
    @Test(arguments: StreamSample.all)
    func `a sequence is cut into its parts`(sample: StreamSample) throws {
        let content = try sample.content(sample.bytes.count, isOpen: false)

        #expect(try allParts(of: content).map { describe($0, in: content) } == sample.parts)
    }

    @Test(arguments: StreamSample.all)
    func `wherever a body is split on its way the parts are the same`(sample: StreamSample) throws {
        let whole = try sample.content(sample.bytes.count, isOpen: false)
        let expected = try allParts(of: whole)

        for split in 0...sample.bytes.count {
            let first = try sample.content(split, isOpen: true)
            var parts = try #require(BodyParts(first))
            var seen: [BodyPart] = []
            while let part = parts.next(in: first) { seen.append(part) }
            while let part = parts.next(in: whole) { seen.append(part) }
            #expect(seen == expected, "split at \(split)")
        }
    }

    @Test(arguments: StreamSample.all)
    func `a body that comes byte by byte gives each part as soon as it is whole`(sample: StreamSample) throws {
        let nothing = try sample.content(0, isOpen: true)
        var parts = try #require(BodyParts(nothing))
        var seen: [BodyPart] = []
        for count in 0...sample.bytes.count {
            let content = try sample.content(count, isOpen: true)
            while let part = parts.next(in: content) {
                seen.append(part)
                #expect(part.isFinished)
            }
            // What is not a part yet shows as one that is on its way.
            if let rest = parts.unfinished(in: content) { #expect(rest.number == seen.count + 1) }
        }
        let whole = try sample.content(sample.bytes.count, isOpen: false)
        let finished = try allParts(of: whole).filter(\.isFinished)
        // Only the end of the body ends a row without a line break.
        #expect(seen == finished || seen == finished.dropLast())
    }

    @Test func `an event is there with the first byte of the line break that ends it`() throws {
        for text in ["data: x\n\n", "data: x\r\r", "data: x\r\n\r"] {
            let bytes = Array(text.utf8)
            let sample = StreamSample(type: "text/event-stream", bytes: bytes, parts: [])
            let early = try sample.content(bytes.count - 1, isOpen: true)
            var parts = try #require(BodyParts(early))

            #expect(parts.next(in: early) == nil)
            let whole = try sample.content(bytes.count, isOpen: true)
            #expect(parts.next(in: whole)?.isFinished == true)
        }
    }

    @Test(arguments: [
        ("text/plain", "hello\nworld"), ("application/json", "{\n\"a\": 1}\n{\"b\": 2}"), ("application/json", "{}"),
        ("text/html", "<p>"), ("application/json", "[1]\n]"), ("text/plain", "{a}\n{b}\n"),
    ])
    func `other bodies are no sequence`(type: String, text: String) {
        #expect(BodyParts(Content(Array(text.utf8), contentType: type)) == nil)
    }

    @Test(arguments: ["application/json", "text/plain", nil])
    func `rows of JSON are recognised under another name`(type: String?) {
        #expect(BodyParts(Content(Array("{\"a\": 1}\n{\"a\": 2}\n".utf8), contentType: type)) != nil)
    }
}

/// Every whole or unfinished part of a content.
func allParts(of content: Content) throws -> [BodyPart] {
    var parts = try #require(BodyParts(content))
    var all: [BodyPart] = []
    while let part = parts.next(in: content) { all.append(part) }
    return all
}

private func describe(_ part: BodyPart, in content: Content) -> String {
    let text = String(decoding: content.part(part).bytes, as: UTF8.self)
    let id = if case .event(_, let id?) = part.kind { " id=\(id)" } else { "" }
    return "\(part.number) \(part.name)\(id)\(part.isFinished ? "" : " …")|\(text)"
}

/// A body that is a sequence, and its parts as text.
struct StreamSample: Sendable, CustomTestStringConvertible {
    let type: String
    var coding: String?
    let bytes: [UInt8]
    let parts: [String]

    var testDescription: String { "\(type) \(parts.first ?? "")" }

    /// The first bytes of it as the body of a response.
    func content(_ count: Int, isOpen: Bool) throws -> Content {
        let request = Request(method: "GET", target: "/", origin: Origin(scheme: .http, host: "h"))
        var flow = Flow(id: FlowID(1), request: request, started: Timestamp(nanoseconds: 0))
        flow.response = Response(status: 200, headers: [("Content-Type", type)], body: Body(Array(bytes.prefix(count))))
        if let coding { flow.response?.headers.append("grpc-encoding", coding) }
        if !isOpen { flow.timing.finished = Timestamp(nanoseconds: 1) }
        return try #require(Content(of: flow, .response))
    }

    static func events(_ text: String, _ parts: String...) -> StreamSample {
        StreamSample(type: "text/event-stream", bytes: Array(text.utf8), parts: parts)
    }

    static func rows(_ text: String, _ parts: String...) -> StreamSample {
        StreamSample(type: "application/x-ndjson", bytes: Array(text.utf8), parts: parts)
    }

    /// A message of gRPC with its prefix.
    static func frame(_ flags: UInt8, _ payload: some Collection<UInt8>) -> [UInt8] {
        let count = UInt32(payload.count)
        return [flags] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + payload
    }

    static let all: [StreamSample] = [
        .events("data: a\n\ndata: b\n\n", "1 message|a", "2 message|b"),
        .events("event: up\nid: 7\ndata: a\ndata:  b\r\ndata\r\r\n\r\n: hi\n\n", "1 up id=7|a\n b\n", "2 comment|"),
        .events("\u{FEFF}data: a\r\rdata: b\r\n\r\ndata: c\r\n\n", "1 message|a", "2 message|b", "3 message|c"),
        .events("retry: 10\n\nid: 3\n\ndata:x\n", "1 comment|", "2 comment|", "3 message …|x"),
        .events("\n\r\ndata: é日\n\n\n\n\ndata", "1 message|é日", "2 message …|"),
        .events("event:\ndata: {\"a\":\ndata: 1}\n\n", "1 message|{\"a\":\n1}"),
        .events("id: a\0b\nretry: 1x\nDATA: n\ndata\u{FEFF}: n\ndata: y\n\n", "1 message|y"), .events(""),
        .events("\n\n"),
        .rows("{\"a\":1}\n{\"b\":2}\r\n\n [3] \n", "1 row|{\"a\":1}", "2 row|{\"b\":2}", "3 row|[3]"),
        .rows("1\n{\"a\":", "1 row|1", "2 row …|{\"a\":"), .rows("nul\n2", "1 row|nul", "2 row|2"),
        .rows("\u{1E}{\"a\":1}\n\u{1E}{\"b\":2}\n", "1 row|{\"a\":1}", "2 row|{\"b\":2}"),
        .rows("\u{FEFF}{}\n\n", "1 row|{}"), .rows(" \n"),
        StreamSample(
            type: "application/grpc+json",
            bytes: frame(0, "{}".utf8) + frame(0, []) + frame(0, "[1]".utf8),
            parts: ["1 message|{}", "2 message|", "3 message|[1]"]
        ),
        StreamSample(
            type: "application/grpc",
            bytes: frame(0, "ab".utf8) + frame(0, "cdef".utf8).dropLast(2),
            parts: ["1 message|ab", "2 message …|cd"]
        ),
        StreamSample(type: "application/grpc", bytes: [0, 0, 0], parts: ["1 message …|"]),
        StreamSample(type: "application/grpc", bytes: Array("<p>no".utf8), parts: ["1 unknown …|<p>no"]),
        StreamSample(
            type: "application/grpc-web+proto",
            bytes: frame(0, "ab".utf8) + frame(0x80, "grpc-status: 5\r\n".utf8),
            parts: ["1 message|ab", "2 trailers|grpc-status: 5\r\n"]
        ),
        StreamSample(
            type: "application/grpc",
            coding: "gzip",
            bytes: frame(0, "ab".utf8) + frame(1, (try? ContentCoding.encode(Array("abc".utf8), with: ["gzip"])) ?? []),
            parts: ["1 message|ab", "2 message|abc"]
        ),
        StreamSample(
            type: "application/grpc-web-text",
            bytes: Array((Base64.encode(frame(0, "ab".utf8)) + Base64.encode(frame(0x80, "a: b".utf8))).utf8),
            parts: ["1 message|ab", "2 trailers|a: b"]
        ),
    ]
}

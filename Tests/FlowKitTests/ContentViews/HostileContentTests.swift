import FlowKit
import TestSupport
import Testing

/// Every view against bytes that nobody meant for it: it must come back, with no more than was asked for.
@Suite struct HostileContentTests {
    private static let limits = ContentLimits(lines: 200, bytes: 20_000)

    private static let samples: [(type: String, bytes: [UInt8])] = [
        ("application/json", Array(#"{"a":[1.5e3,"\ud83d\n",{"b":null}],"c":"日本"}"#.utf8)),
        ("text/xml", Array("<?xml version='1.0'?><a b=\"c\"><!-- d --><e><![CDATA[f]]></e>g</a>".utf8)),
        ("text/html", Array("<!doctype html><ul><li>a<li>b<script>c</script><pre> d </pre><p>e<p>f</ul>".utf8)),
        ("application/x-www-form-urlencoded", Array("a=b%20c&d=%E6%97%A5&e&f==&%".utf8)),
        (
            "multipart/form-data; boundary=q",
            Array("--q\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--q\r\n\r\nc\r\n--q--\r\n".utf8)
        ),
        ("text/event-stream", Array("event: a\ndata: {\"b\": 1}\n\n: c\r\n".utf8)),
        ("application/x-ndjson", Array("{\"a\":[1]}\n[true,\"日\"]\r\n7\n".utf8)),
        ("application/grpc+json", StreamSample.frame(0, "{\"a\":1}".utf8) + StreamSample.frame(1, "b".utf8)),
        ("application/grpc-web", StreamSample.frame(0, [8, 1]) + StreamSample.frame(0x80, "grpc-status: 5\r\n".utf8)),
        ("application/x-protobuf; messageType=shop.v1.Item", ShopSchema.base + Array(ShopSchema.item.prefix(80))),
        ("text/css", Array("@media x { a:b { c: 'd' } } /* e */".utf8)),
        ("text/javascript", Array("var a = `b${c}` + \"d\\\"\"; // e\n/* f */ 1.5".utf8)),
        ("image/png", ImageViewTests.png), ("image/gif", ImageViewTests.gif), ("image/jpeg", ImageViewTests.jpeg),
        ("image/webp", ImageViewTests.webP),
    ]

    @Test(arguments: samples.indices)
    func `every prefix is shown by every view`(index: Int) {
        let (type, bytes) = Self.samples[index]
        for count in 0...bytes.count {
            for view in ContentViews.names { check(Array(bytes.prefix(count)), type: type, view: view) }
        }
    }

    @Test(arguments: samples.indices)
    func `mutated bytes are shown by the view of their type`(index: Int) {
        var random = SeededRandom(seed: UInt64(index))
        let (type, bytes) = Self.samples[index]
        for _ in 0..<500 {
            check(Self.mutated(bytes, &random), type: type, view: nil)
        }
    }

    @Test(arguments: ContentViews.names)
    func `random bytes and long runs of one are shown by every view`(view: String) {
        var random = SeededRandom(seed: 42)
        for count in [1, 10, 300, 5000] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            check(bytes, type: nil, view: view)
        }
        for byte in "<>\"'&=%-/*\\[{:\r\n\u{0}".utf8 {
            check([UInt8](repeating: byte, count: 6000), type: nil, view: view)
        }
    }

    @Test(arguments: ["<a ", "<!--", "</a>", "<![CDATA[", "<a b=\"", "--q\n", "{\"a\":", "/*", "&=", "data:{\n", "\\u"])
    func `a repeated opening takes time in proportion`(piece: String) {
        let bytes = Array(String(repeating: piece, count: 5000).utf8)
        for view in ContentViews.names { check(bytes, type: "multipart/mixed; boundary=q", view: view) }
    }

    private func check(_ bytes: [UInt8], type: String?, view: String?) {
        let shown = rendering(of: bytes, type: type, as: view, limits: Self.limits)
        let byteCount = shown.lines.reduce(0) { $0 + $1.text.utf8.count }
        #expect(shown.lines.count <= Self.limits.lines)
        // One line may go over, and bytes that are no text take three each.
        #expect(byteCount <= 3 * (Self.limits.bytes + 4096))
        #expect(!shown.viewName.isEmpty)
        #expect(shown.folds.allSatisfy { $0.firstLine < $0.lastLine && $0.lastLine < shown.lines.count })
    }

    private static func mutated(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let index = Int.random(in: 0..<max(1, bytes.count), using: &random)
            guard index < bytes.count else { break }
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
            default: bytes.insert(contentsOf: bytes[index...].prefix(8), at: index)
            }
        }
        return bytes
    }
}

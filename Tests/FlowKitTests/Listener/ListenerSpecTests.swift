import FlowKit
import TestSupport
import Testing

@Suite struct ListenerSpecTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080), ("[::1]:0", "::1", 0), ("localhost:9", "localhost", 9),
        (":3128", "127.0.0.1", 3128), ("3128", "127.0.0.1", 3128), ("0.0.0.0:65535", "0.0.0.0", 65_535),
    ])
    func `an address alone is a regular listener`(text: String, host: String, port: Int) throws {
        #expect(try ListenerSpec(text) == ListenerSpec(at: ListenAddress(host: host, port: port)))
    }

    @Test(arguments: [
        "", ":", "host", "host:", "::1", "::1:80", "[]:80", "[::1]", "h:65536", "h:-1", "h:+1", "a/b:1", "a b:1",
    ])
    func `what is not an address is refused`(text: String) {
        #expect(ListenAddress(text) == nil)
        #expect(throws: ListenerSpecError.self) { try ListenerSpec(text) }
        #expect(throws: ListenerSpecError.self) { try ListenerSpec("socks5@\(text)") }
    }

    @Test(arguments: [
        "regular@127.0.0.1:8080", "socks5@[::1]:1080", "transparent@0.0.0.0:8081",
        "reverse:https://api.example.com@127.0.0.1:8082", "reverse:http://[::1]:3000/v1/x@localhost:0",
        "upstream:http://proxy:3128@127.0.0.1:8083", "upstream:https://u:p%40%3A@proxy:443@127.0.0.1:8083",
        "upstream:socks5://u:p@[::1]:1080@127.0.0.1:8083",
    ])
    func `every mode reads back as it is written`(text: String) throws {
        let spec = try ListenerSpec(text)

        #expect(spec.text == text)
        #expect(try ListenerSpec(spec.text) == spec)
    }

    @Test(arguments: [
        ("REVERSE:HTTPS://API.example.com:443/@:1", "reverse:https://api.example.com@127.0.0.1:1"),
        ("upstream:proxy@:1", "upstream:http://proxy:80@127.0.0.1:1"),
        ("upstream:https://proxy/@:1", "upstream:https://proxy:443@127.0.0.1:1"),
        ("upstream:socks5h://proxy@:1", "upstream:socks5://proxy:1080@127.0.0.1:1"),
        ("upstream:http://[::1]@:1", "upstream:http://[::1]:80@127.0.0.1:1"),
        ("upstream:http://joe:secret@proxy:1@:1", "upstream:http://joe:***@proxy:1@127.0.0.1:1"),
        ("reverse:http://a/b//@:1", "reverse:http://a/b@127.0.0.1:1"),
    ])
    func `what is left out has its usual value, and no password is shown`(text: String, shown: String) throws {
        #expect(try ListenerSpec(text).description == shown)
    }

    @Test func `credentials are bytes, decoded from percent encoding`() throws {
        let proxy = try UpstreamProxy("http://a%20b:%FF%3a@proxy")

        #expect(proxy.credentials == .init(user: Array("a b".utf8), password: [0xFF, 0x3A]))
        #expect(
            try UpstreamProxy("http://Aladdin:open%20sesame@p").credentials?.basic
                == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        )
    }

    @Test(arguments: [
        ("socks5@nowhere", "'nowhere' is not an address like 127.0.0.1:8080 or [::1]:0 (at column 8)"),
        ("sock5@:1", "there is no mode 'sock5' (known: regular, reverse, socks5, upstream, transparent) (at column 1)"),
        ("socks5:1080", "after the mode, say where: socks5…@127.0.0.1:8080 (at column 12)"),
        ("socks5:x@:1", "nothing may follow the mode socks5 (at column 8)"),
        ("reverse@:1", "the mode reverse needs the server's URL: reverse:https://api.example.com (at column 8)"),
        ("reverse:api.test@:1", "write the whole URL, from http:// or https:// on (at column 9)"),
        ("reverse:https://a b@:1", "this character cannot stand in a host name (at column 18)"),
        ("reverse:https://a/x?y@:1", "of the target's URL only a path in ASCII may follow the host (at column 18)"),
        (
            "reverse:https://u:p@a@:1",
            "user and password do not belong in the URL: use an Authorization field (at column 17)"
        ),
        ("upstream:ftp://p@:1", "a proxy is http://, https:// or socks5:// (at column 10)"),
        ("upstream:http://p/x@:1", "nothing may follow a proxy's host and port (at column 18)"),
        ("upstream:http://p:0@:1", "a port is a number up to 65535 (at column 19)"),
        ("upstream:socks5://u@p@:1", "SOCKS5 takes a user and a password of 1 to 255 bytes each (at column 19)"),
        ("upstream:http://u%3a:p@p@:1", "a user's name cannot have a colon in it (at column 17)"),
    ])
    func `a mistake is named with its place`(text: String, expected: String) {
        #expect(throws: ListenerSpecError.self) { try ListenerSpec(text) }
        do { _ = try ListenerSpec(text) } catch { #expect(error.description == expected) }
    }

    @Test func `no text stops the program, and places are inside it`() {
        var random = SeededRandom(seed: 5)
        let seeds = ["reverse:https://a.b:1/c@[::1]:2", "upstream:socks5://u:p@h:1@:1", "socks5@a:1"].map {
            Array($0.utf8)
        }
        for round in 0..<5_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0..<(1 + Int(random.next() % 3)) {
                let at = Int(random.next() % UInt64(bytes.count))
                let alphabet = Array("@:/[]%#?.a1 \u{e9}".utf8)
                bytes[at] = alphabet[Int(random.next() % UInt64(alphabet.count))]
            }
            let text = String(decoding: bytes, as: UTF8.self)
            do {
                let spec = try ListenerSpec(text)
                #expect((try? ListenerSpec(spec.text)) == spec, "\(text)")
            } catch {
                #expect((0...text.utf8.count).contains(error.range.upperBound), "\(text)")
            }
        }
    }
}

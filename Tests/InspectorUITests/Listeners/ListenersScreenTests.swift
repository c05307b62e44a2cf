import FlowKit
import InspectorUI
import Testing

@Suite struct ListenersScreenTests {
    private static let regular = ListenerStatus(.standard)

    private func status(_ listeners: [ListenerStatus]) -> ProxyStatus {
        let first = listeners.first { $0.problem == nil }
        return ProxyStatus(listenAddress: first?.spec.address.description ?? "", listeners: listeners)
    }

    private func failed() throws -> ListenerStatus {
        let spec = try ListenerSpec("upstream:http://joe:secret@proxy:3128@127.0.0.1:8082")
        return ListenerStatus(spec, problem: "cannot listen on 127.0.0.1:8082: address in use")
    }

    @Test func `the screen says where and how clients connect, and what failed`() throws {
        let socks = ListenerStatus(try ListenerSpec("socks5@127.0.0.1:1080"))
        let app = App(columns: 120, rows: 12, proxy: status([Self.regular, socks, try failed()]))

        #expect(app.line(0).hasPrefix(" sluice   127.0.0.1:8080 +1   1 LISTENER FAILED"))
        app.press(":")
        app.type("listeners")
        app.press("enter")

        expectScreen(
            app,
            """
             LISTENER                                            STATE
            ▌regular@127.0.0.1:8080                              listening
             socks5@127.0.0.1:1080                               listening
             upstream:http://joe:***@proxy:3128@127.0.0.1:8082   cannot listen on 127.0.0.1:8082: address in use
            """,
            from: 1,
            rows: 4
        )
        app.press("j", "d")
        #expect(app.effects.last == .removeListener(ListenAddress(host: "127.0.0.1", port: 1080)))
    }

    @Test func `a listener is added by a command`() throws {
        let app = App(proxy: status([Self.regular]))

        app.press(":")
        app.type("listen reverse:https://api.test@:8081")
        app.press("enter")

        #expect(app.effects.last == .addListener(try ListenerSpec("reverse:https://api.test@127.0.0.1:8081")))
        app.press(":")
        app.type("listen reverse@:1")
        app.press("enter")
        #expect(app.line(22).contains("the mode reverse needs the server's URL"))
        app.press(":")
        app.type("unlisten 127.0.0.1:8080")
        app.press("enter")
        #expect(app.effects.last == .removeListener(ListenAddress(host: "127.0.0.1", port: 8080)))
    }

    @Test func `the prompt underlines what is wrong, and keeps it`() throws {
        let app = App(proxy: status([]))
        app.press(":")
        app.type("listeners")
        app.press("enter")

        app.press("a")
        app.type("sock5@:1")
        #expect(app.line(23).contains("there is no mode 'sock5'"))
        app.press("enter")

        #expect(app.model.prompt?.text == "sock5@:1")
        #expect(!app.effects.contains { if case .addListener = $0 { true } else { false } })
    }

    @Test func `a line with a password in it is not remembered`() {
        let app = App(proxy: status([Self.regular]))
        for line in ["listen upstream:http://joe:secret@proxy:1@:2", "listen socks5@:3"] {
            app.press(":")
            app.type(line)
            app.press("enter")
        }

        #expect(app.model.histories[":"] == ["listen socks5@:3"])
    }

    @Test(arguments: [
        ("reverse:https://api.test@127.0.0.1:1", "    curl http://127.0.0.1:1/"),
        ("socks5@127.0.0.1:1", "    curl -x socks5h://127.0.0.1:1 http://example.com/"),
        ("upstream:http://p:1@127.0.0.1:1", "    curl -x http://127.0.0.1:1 http://example.com/"),
        ("transparent@127.0.0.1:1", "Have the system redirect connections to 127.0.0.1:1."),
    ])
    func `the first screen teaches the way of the listener there is`(text: String, expected: String) throws {
        let app = App(proxy: status([ListenerStatus(try ListenerSpec(text))]))

        #expect(app.screen.contains(expected))
    }
}

import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct ScreensTests {
    @Test func `the empty screen teaches and goes with the first flow`() {
        let app = App(columns: 80, rows: 24)

        expectScreen(
            app,
            """
             sluice   127.0.0.1:8080   following   0/s   0 B of 1.0 GiB             0 flows

              Waiting for the first request.

              Point a client here:
                  export http_proxy=http://127.0.0.1:8080
                  export https_proxy=http://127.0.0.1:8080
                  curl -x http://127.0.0.1:8080 http://example.com/

              or start a program with everything set, in another terminal:
                  sluice run -- curl https://example.com/

              For HTTPS the client must trust Sluice's certificate. It is at
                  http://sluice.proxy/
              asked through this proxy, with the steps for every system; or:
                  sluice ca export

              ? lists the keys, : takes commands, Q quits.





             f filter  R rules  S sort  t endpoints  : command  ? help
            """
        )
        app.record([.sample(1)])
        #expect(!app.screen.contains("Waiting"))
    }

    @Test func `help shows the keys of the screen it was asked on first`() {
        let app = App(columns: 80, rows: 24, flows: [.sample(1)])

        app.press("?")

        #expect(app.line(1) == " Keys: List")
        #expect(app.line(2) == "   enter        Show the flow")
        app.press("q")
        #expect(app.line(1).contains("METHOD"))
    }

    @Test func `help narrows to what is searched for`() {
        let app = App(columns: 80, rows: 24)
        app.press("?", "/")
        app.type("half a page")

        expectScreen(
            app,
            """
             Keys: Moving
               ctrl d  Half a page down
               ctrl u  Half a page up
            """,
            from: 1,
            rows: 3
        )
        app.press("enter", "esc")
        #expect(app.model.screens.isEmpty)
    }

    @Test func `help that is wider than the screen goes on in the next line`() {
        let app = App(columns: 50, rows: 24, flows: [.sample(1)])
        app.press("?", "/")
        app.type("or the flows again")

        expectScreen(
            app,
            """
             Keys: List
               t  Show what the flows come to by endpoint, or
                  the flows again
            """,
            from: 1,
            rows: 3
        )
    }

    @Test func `help tells every key, mark, filter term and command`() {
        let app = App(columns: 100, rows: 24)
        app.press("?")
        var text = app.screen
        for _ in 0..<30 {
            app.press("ctrl f")
            text += app.screen
        }

        for binding in KeyMap.standard.bindings {
            #expect(text.contains(binding.helpText.prefix(40)), "\(binding.keysText)")
        }
        for term in FilterTerms.builtIn { #expect(text.contains(term.name)) }
        for command in Commands.builtIn.all { #expect(text.contains(command.name)) }
        #expect(text.contains("Sent by you, after an edit"))
    }

    @Test func `the log takes what goes to standard error, newest last`() {
        let app = App(columns: 80, rows: 10)
        app.press("L")
        #expect(app.line(1) == " nothing has been logged")

        app.send(.standardError("something \u{1B}[31mred"))
        app.post(.log((1...20).map { LogLine(time: app.now, level: .info, text: "line \($0)") }))

        #expect(app.line(7) == " 10:42:07  info     line 20")
        app.press("g")
        #expect(app.line(1) == " 10:42:07  warning  something ^[[31mred")
        app.press("/")
        app.type("line 1")
        #expect(app.line(7) == " 10:42:07  info     line 19")
    }

    @Test func `signs have an ASCII form`() {
        var flows: [Flow] = [.sample(1, url: "https://a.test/"), .sample(2, status: nil)]
        flows[0].isMarked = true
        flows[0].isEdited = true
        let app = App(columns: 80, rows: 8, flows: flows, theme: .standard.with(.ascii))

        #expect(app.screen.utf8.allSatisfy { $0 < 0x80 })
        #expect(app.line(2).hasPrefix(">42:08 GET"))
        #expect(app.line(2).contains("TE *"))
        #expect(app.line(3).contains("~"))
    }

    @Test func `a terminal without colour and UTF-8 gets neither`() {
        let theme = Theme.standard.adapted(to: TerminalTraits(isUTF8: false, colorCount: 0))

        #expect(theme == Theme.monochrome.with(.ascii))
        for role in Theme.Role.allCases {
            #expect(theme[role].foreground == .standard && theme[role].background == .standard)
        }
        #expect(Theme.standard.adapted(to: TerminalTraits()) == .standard)
    }

    @Test func `what a tunnel came to stands where its path would`() {
        let refused = FlowError(.clientTLSFailed, "client does not trust our certificate")
        let app = App(
            columns: 120,
            rows: 8,
            flows: [
                .sample(
                    1,
                    method: "CONNECT",
                    url: "https://pinned.bank.test:443",
                    status: nil,
                    milliseconds: 12,
                    error: refused
                )
            ]
        )

        #expect(
            app.line(2)
                == "▌10:42:08  CONNECT  pinned.bank.test       client does not trust our certificate  § ✕        –  –             –   12 ms"
        )
    }

    @Test func `Q quits, and so does control C pressed twice`() {
        let app = App()
        app.press("q")
        #expect(app.line(22) == " Q quits")

        app.press("ctrl c")
        #expect(app.line(22) == " once more quits")
        #expect(app.inspector.isRunning)
        app.press("ctrl c")

        #expect(!app.inspector.isRunning)
    }

    @Test(arguments: ["?", "L", "R"])
    func `a screen that covers the list says how to leave it, and offers no filter`(key: String) {
        let app = App(flows: [.sample(1)])

        app.press(key)

        #expect(app.line(23).contains("q back"))
        #expect(!app.line(23).contains("filter"))
    }
}

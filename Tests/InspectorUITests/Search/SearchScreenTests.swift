import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct SearchScreenTests {
    private static func flow(_ id: Int, _ url: String, _ body: String, request: String? = nil) -> Flow {
        var flow = Flow.sample(id, method: request == nil ? "GET" : "POST", url: url)
        flow.request.body = request.map { Body($0) }
        flow.response?.body = Body(body)
        return flow
    }

    private static let flows = [
        flow(1, "https://api.example.com/v1/users", #"{"users":[],"note":"a deadlock\nwas here"}"#),
        flow(2, "https://api.example.com/v1/orders", #"{"ok":true}"#, request: #"{"item":"Deadlock pencil"}"#),
        flow(3, "https://api.example.com/v1/empty", #"{"ok":true}"#),
        flow(4, "https://cdn.example.com/app.js", "one\n  two deadlock\u{1B}[31m three deadlock\nfour"),
    ]

    private func searching(_ text: String, columns: Int = 80, rows: Int = 24, flows: [Flow] = flows) -> App {
        let app = App(columns: columns, rows: rows, flows: flows)
        app.press("/")
        app.type(text)
        app.press("enter")
        return app
    }

    @Test func `hits are listed across flows, with the line around each`() {
        let app = searching("deadlock")

        expectScreen(
            app,
            #"""
             search  deadlock                            4 hits in 3 flows · all 4 searched
             METHOD URL                      CODE IN     LINE
            ▌GET    api.example.com/v1/users 200  res    …[],"note":"a deadlock\nwas here"}
             POST   api.example.…m/v1/orders 200  req    {"item":"Deadlock pencil"}
             GET    cdn.example.com/app.js   200  res    two deadlock^[[31m three deadlock
             GET    cdn.example.com/app.js   200  res    two deadlock^[[31m three deadlock

            """#,
            from: 1,
            rows: 7
        )
        #expect(app.line(23) == " enter open  / search  x regex  H heads  esc stop  q back  : command  ? help")
    }

    @Test func `each hit is highlighted in its line, and controls are harmless`() {
        let app = searching("deadlock")

        #expect(highlighted(app, row: 3) == ["deadlock"])
        #expect(highlighted(app, row: 4) == ["Deadlock"])
        #expect(app.line(5).contains("two deadlock^[[31m three deadlock"))
    }

    @Test(arguments: [(200, 50), (120, 40), (40, 10), (30, 6)])
    func `it fits screens of other sizes`(columns: Int, rows: Int) {
        let app = searching("deadlock", columns: columns, rows: rows)

        #expect(app.line(1).contains("4 hits"))
        #expect(app.line(3).contains("deadlock"))
    }

    @Test func `enter shows the hit in its body, and esc leads back to the hits`() {
        let app = searching("deadlock")

        app.press("G", "enter")

        #expect(app.line(2).contains("[ Response ]"))
        #expect(app.line(21).contains("/ deadlock") && app.line(21).contains("hit 2 of 2"))
        app.press("esc", "esc")
        #expect(app.line(1).contains("4 hits"))
    }

    @Test func `the next and the previous hit are reached from the detail, in whichever flow and on whichever page`() {
        let app = searching("deadlock")

        app.press("enter")
        #expect(app.line(1).contains("/v1/users") && app.line(2).contains("[ Response ]"))
        app.press("]")
        #expect(app.line(1).contains("/v1/orders") && app.line(2).contains("[ Request ]"))
        app.press("]", "]")
        #expect(app.line(1).contains("/app.js") && app.line(21).contains("hit 2 of 2"))
        app.press("]")
        #expect(app.screen.contains("this is the last hit"))
        app.press("[", "[")
        #expect(app.line(1).contains("/v1/orders"))
        app.press("q")
        #expect(app.line(4).hasPrefix("▌"))
    }

    @Test func `what the formatted body breaks up is shown as plain text`() {
        let app = searching(#""ok":true"#)

        app.press("enter")

        #expect(app.line(21).contains("hit 1 of 1"))
        #expect(app.screen.contains(#"{"ok":true}"#))
    }

    @Test func `a hit is gone to among those of the head`() {
        var flow = Self.flow(1, "https://api.example.com/", "user one\nuser two\nuser three")
        flow.response?.headers = [("Content-Type", "text/plain"), ("X-User", "user"), ("Set-Cookie", "user=1")]
        let app = searching("user", flows: [flow])

        app.press("j", "enter")

        #expect(app.line(21).contains("hit 5 of 6"))
    }

    @Test func `messages are gone to in their stream`() {
        let socket = Flow.webSocket(1, [.server("nothing"), .client("a deadlock"), .server("Deadlock again")])
        let app = searching("deadlock", flows: [socket])
        #expect(app.line(3).contains("#2") && app.line(4).contains("#3"))

        app.press("j", "enter")

        #expect(app.line(2).contains("[ Messages ]"))
        #expect(app.screen.contains("#3 from server"))
    }

    @Test func `x and H search again, otherwise`() {
        let app = searching("v1/us")
        #expect(app.line(1).contains("0 hits"))

        app.press("H")
        #expect(app.line(1).contains("1 hit ") && app.line(3).contains("req h"))
        app.press("/")
        app.type("dead.?lock")
        app.press("enter", "x")

        #expect(app.line(1).contains("regex + heads") && app.line(1).contains("4 hits"))
    }

    @Test func `commands take the text, and what is no regular expression says why`() {
        let app = App(flows: Self.flows)

        app.press(":")
        app.type("search two deadlock")
        app.press("enter")
        #expect(app.line(1).contains("1 hit "))
        app.press(":")
        app.type("search-regex a(b")
        app.press("enter")
        #expect(app.screen.contains("( is not closed"))
        #expect(app.line(1).contains("two deadlock"))
        app.press(":")
        app.type("search-regex")
        app.press("enter")
        app.type("a[")
        #expect(app.line(23).contains("[ is not closed"))
        app.press("enter")
        #expect(app.line(22).contains("a["))
    }

    @Test func `only the flows shown are searched`() {
        let app = App(flows: Self.flows)
        app.press("f")
        app.type("~d cdn")
        app.press("enter", "/")
        app.type("deadlock")

        app.press("enter")

        #expect(app.line(1).contains("2 hits · all 1 searched"))
    }

    @Test func `hits stream in while the search goes on, and esc stops it before it leaves`() throws {
        let app = App(flows: Self.flows)
        app.answersSearches = false
        app.press("/")
        app.type("deadlock")
        app.press("enter")
        guard case .search(let job) = app.effects.last else {
            Issue.record("no search was asked for")
            return
        }
        let all = job.run()
        var progress = all.progress
        progress.state = .running
        progress.searchedCount = 1
        app.post(.searched(SearchReport(number: job.number, hits: Array(all.hits.prefix(1)), progress: progress)))
        #expect(app.line(1).contains("1 of 4 searched"))
        #expect(app.line(3).contains("/v1/users"))

        app.press("esc")
        #expect(app.effects.last == .stopSearch)
        #expect(app.line(1).contains("stopped: 1 of 4 searched"))
        app.post(.searched(SearchReport(number: job.number, hits: Array(all.hits[1..<2]), progress: progress)))
        #expect(app.line(1).contains("stopped"))
        #expect(app.line(4).contains("/v1/orders"))
        app.post(.searched(SearchReport(number: job.number - 1, hits: all.hits, progress: all.progress)))
        #expect(app.model.search.hits.count == 2)
        app.press("esc")
        #expect(app.model.screens.isEmpty)
        app.press("s")
        #expect(app.line(1).contains("stopped"))
    }

    @Test func `reports that wait join, those of another search do not`() throws {
        let app = searching("deadlock")
        guard case .search(let job) = app.effects.last else {
            Issue.record("no search was asked for")
            return
        }
        let all = job.run()
        var early = all.progress
        early.searchedCount = 1
        var message = UIMessage.searched(
            SearchReport(number: 1, hits: Array(all.hits.prefix(1)), progress: early)
        )

        let joins = message.absorb(
            .searched(SearchReport(number: 1, hits: Array(all.hits.dropFirst()), progress: all.progress))
        )
        let joinsOther = message.absorb(.searched(SearchReport(number: 2, hits: [], progress: early)))

        #expect(joins && !joinsOther)
        guard case .searched(let joined) = message else { return }
        #expect(joined == SearchReport(number: 1, hits: all.hits, progress: all.progress))
    }

    @Test func `what was left out is said`() {
        let app = App(columns: 120, flows: Self.flows)
        app.answersSearches = false
        app.press("/")
        app.type("x")
        app.press("enter")
        var progress = SearchProgress(totalCount: 4)
        (progress.cutCount, progress.slowCount, progress.missingCount) = (2, 1, 3)
        progress.state = .finished

        app.post(.searched(SearchReport(number: app.model.search.number, hits: [], progress: progress)))

        #expect(
            app.line(21)
                == " of 2 texts only the first 32 MiB searched · 1 text given up: over 2 s of work · 3 bodies no longer kept"
        )
    }

    @Test func `lines too long for a pattern that looks around are not called slow`() {
        let long = "needle " + String(repeating: "x", count: SearchMatcher.lookLimit)
        let app = App(
            columns: 120,
            flows: [Self.flow(1, "http://h/", long), Self.flow(2, "http://h/", "the needle x")]
        )
        app.press(":")
        app.type("search-regex needle(?= x)")

        app.press("enter")

        #expect(app.line(1).contains("1 hit · all 2 searched"))
        #expect(app.line(21) == " of 1 text lines over 1.0 MiB not searched: too long for look-around")
    }

    @Test func `a flow that is gone says so`() {
        let app = searching("pencil")
        _ = app.store.remove([FlowID(2)])
        app.record([])

        #expect(app.line(3).contains("dropped from memory"))
        app.press("enter")
        #expect(app.screen.contains("the flow was dropped from memory"))
    }

    @Test func `without a search the key asks for one, and without flows it says so`() {
        let app = App(flows: Self.flows)
        app.press("s")
        #expect(app.line(22).contains("text in bodies"))
        app.press("esc", "]")
        #expect(app.model.screens.isEmpty)

        let empty = App()
        empty.press("/")
        #expect(empty.screen.contains("there is no flow in the list"))
    }

    @Test func `the cursor scrolls through many hits`() {
        let body = (1...60).map { "needle \($0)" }.joined(separator: "\n")
        let app = searching("needle", flows: [Self.flow(1, "http://h/", body)])

        app.press("G")
        #expect(app.line(21).hasPrefix("▌") && app.line(21).contains("needle 60"))
        app.press("g")
        #expect(app.line(3).hasPrefix("▌") && app.line(3).contains("needle 1"))
        app.send(.mouse(Mouse(.scrollDown, at: Point(column: 5, row: 10))))
        #expect(app.line(3).contains("needle 4"))
        app.send(.mouse(Mouse(.press, at: Point(column: 5, row: 4))))
        #expect(app.line(4).hasPrefix("▌"))
    }

    private func highlighted(_ app: App, row: Int) -> [String] {
        var texts: [String] = []
        var wasHit = false
        for cell in app.terminal.screen.row(row) {
            let isHit = cell.style == app.model.theme[.hit] || cell.style == app.model.theme[.currentHit]
            if isHit { if wasHit { texts[texts.count - 1] += cell.text } else { texts.append(cell.text) } }
            wasHit = isHit
        }
        return texts
    }
}

import FlowKit
import TerminalKit
import Testing

@testable import InspectorUI

@Suite struct ListScreenTests {
    private static let flows: [Flow] = (1...3).map { .sample($0, url: "https://api.example.com/users/\($0)") }

    @Test func `from 110 columns every column has its place`() {
        let app = App(columns: 120, rows: 8, flows: Self.flows)

        expectScreen(
            app,
            """
             TIME▲     METHOD   HOST                   PATH                                         STATUS  TYPE       SIZE    TIME
            ▌10:42:08  GET      api.example.com        /users/1                               §        200  json      412 B   38 ms
             10:42:09  GET      api.example.com        /users/2                               §        200  json      412 B   38 ms
             10:42:10  GET      api.example.com        /users/3                               §        200  json      412 B   38 ms


             enter open  f filter  e edit  r replay  b block  R rules  y copy  S sort  t endpoints  : command  ? help
            """,
            from: 1
        )
    }

    @Test func `from 150 columns the list says which process asked`() {
        let states: [ClientProcess.State?] = [
            .found(.init(id: 1, name: "curl")), .pending, .unknown("elsewhere"),
            .found(.init(id: 2, name: "an-app-with-a-name")),
        ]
        let flows = states.enumerated().map { index, state in
            var flow = Flow.sample(index + 1)
            flow.client = Connection(
                id: 1,
                remoteAddress: "",
                localAddress: "",
                opened: flow.timing.started,
                process: state.map { ClientProcess($0) }
            )
            return flow
        }

        let app = App(columns: 160, rows: 12, flows: flows)

        #expect(app.line(1).hasPrefix(" TIME▲     PROCESS       METHOD   HOST"))
        let cells = (2...5).map { String(Array(app.line($0))[11..<23]) }
        #expect(cells == ["curl        ", "…           ", "–           ", "an-app-with…"])

        app.send(.mouse(Mouse(.press, at: Point(column: 12, row: 1))))
        #expect(app.line(1).hasPrefix(" TIME      PROCESS▲"))
        #expect((2...5).map { app.line($0).contains("curl") } == [false, false, false, true])
    }

    @Test(arguments: [40, 64, 110, 150])
    func `every column that has a title can be sorted by`(columns: Int) {
        let parts = ListColumns(columns: columns).parts

        #expect(parts.allSatisfy { $0.part.column.map { $0.sort != nil } ?? true })
    }

    @Test func `at 80 columns time is short and the type is left out`() {
        let app = App(columns: 80, rows: 8, flows: Self.flows)

        expectScreen(
            app,
            """
             TIME▲ METHOD  HOST            PATH                         CODE    SIZE   TIME
            ▌42:08 GET     api.example.com /users/1                §     200   412 B  38 ms
             42:09 GET     api.example.com /users/2                §     200   412 B  38 ms
             42:10 GET     api.example.com /users/3                §     200   412 B  38 ms


             enter open  f filter  e edit  r replay  b block  R rules  : command  ? help
            """,
            from: 1
        )
    }
}

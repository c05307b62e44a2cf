import FlowKit
import InspectorUI
import TerminalKit
import Testing

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


             enter open  f filter  e edit  r replay  b block  R rules  y copy  S sort  : command  ? help
            """,
            from: 1
        )
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

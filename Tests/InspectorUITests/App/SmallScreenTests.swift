import FlowKit
import InspectorUI
import TerminalKit
import Testing

@Suite struct SmallScreenTests {
    private static let flows: [Flow] = (1...9).map { .sample($0, url: "https://api.example.com/users/\($0)") }

    @Test func `a narrow screen shows method, address and code`() {
        let app = App(columns: 40, rows: 7, flows: Self.flows)

        expectScreen(
            app,
            """
             127.0.0.1:8080   following     9 flows
             METHOD  URL                       CODE
             GET     api.example.com/use… §     200
             GET     api.example.com/use… §     200
            ▌GET     api.example.com/use… §     200

             enter open  : command  ? help
            """
        )
    }

    @Test(arguments: [Size(columns: 29, rows: 24), Size(columns: 80, rows: 5)])
    func `below the smallest size it says what it needs`(size: Size) {
        let app = App(columns: size.columns, rows: size.rows, flows: Self.flows)

        #expect(app.line(0) == "needs 30x6")
    }

    @Test func `no size crashes any screen, and growing again finds all in place`() {
        let app = App(columns: 80, rows: 24, flows: Self.flows)
        for keys in [[], ["enter"], ["S"], ["?"], ["L"], ["f"], [":"]] {
            for key in keys { app.press(key) }
            let before = app.screen
            for size in [(1, 1), (2, 3), (0, 0), (30, 6), (31, 2), (200, 1), (1, 200), (120, 6), (300, 100), (80, 24)] {
                app.send(.resize(Size(columns: size.0, rows: size.1)))
            }
            #expect(app.screen == before, "after \(keys)")
            app.press("esc", "esc")
        }
    }
}

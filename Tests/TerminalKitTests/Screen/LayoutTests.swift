import TerminalKit
import Testing

@Suite struct LayoutTests {
    @Test(
        arguments: [
            ([Track.fixed(1), .share(1), .fixed(2)], [1, 7, 2]),
            ([.share(1), .share(2)], [3, 7]),
            ([.share(1), .share(1), .share(1)], [3, 3, 4]),
            ([.fixed(8), .fixed(8), .share(1)], [8, 2, 0]),
            ([.fixed(-3), .share(0)], [0, 0]),
            ([], []),
        ]
    )
    func `rows are shared out, the fixed ones first`(tracks: [Track], expected: [Int]) {
        let parts = Rect(column: 2, row: 5, columns: 7, rows: 10).splitRows(tracks)

        #expect(parts.map(\.rows) == expected)
        #expect(parts.allSatisfy { $0.origin.column == 2 && $0.columns == 7 })
        #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.origin.row + $0.rows == $1.origin.row })
    }

    @Test func `columns are shared out from left to right`() {
        let parts = Rect(column: 1, row: 0, columns: 10, rows: 1).splitColumns([.share(1), .fixed(1), .share(1)])

        #expect(parts.map(\.origin.column) == [1, 5, 6])
        #expect(parts.map(\.columns) == [4, 1, 5])
    }

    @Test func `a block in the middle is never larger than the whole`() {
        let whole = Rect(column: 0, row: 0, columns: 10, rows: 4)

        #expect(whole.centered(Size(columns: 4, rows: 2)) == Rect(column: 3, row: 1, columns: 4, rows: 2))
        #expect(whole.centered(Size(columns: 40, rows: 20)) == whole)
        #expect(whole.inset(columns: 6, rows: 1).isEmpty)
    }
}

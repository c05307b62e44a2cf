import TerminalKit
import Testing

@Suite struct CellBufferTests {
    @Test func `a write outside the buffer changes nothing`() {
        var buffer = CellBuffer(size: Size(columns: 2, rows: 1))
        let before = buffer

        buffer[column: 2, row: 0] = Cell("x")
        buffer[column: 0, row: -1] = Cell("x")

        #expect(buffer == before)
    }

    @Test func `a row reads as text without trailing spaces`() {
        var buffer = CellBuffer(size: Size(columns: 4, rows: 1))

        buffer[column: 1, row: 0] = Cell("a")

        #expect(buffer.text(row: 0) == " a")
    }
}

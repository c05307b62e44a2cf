import Testing

@testable import FlowKit

@Suite struct BlockActionTests {
    @Test(arguments: [
        ("", BlockAction.status(403, body: nil)), ("403", .status(403, body: nil)), (" 204 ", .empty),
        ("reset", .reset), ("DROP", .drop), ("451 \"gone\"", .status(451, body: "gone")),
        ("503 busy", .status(503, body: "busy")), ("200 'a \"b\" \\'c\\''", .status(200, body: "a \"b\" 'c'")),
    ])
    func `an action is read and written back`(text: String, action: BlockAction) throws {
        let read = try BlockAction.parse(text)

        #expect(read == action)
        #expect(try BlockAction.parse(read.text) == action)
    }

    @Test(arguments: [
        ("teapot", 0..<6), ("100", 0..<3), ("600", 0..<3), ("99999999999999999999", 0..<20), ("204 x", 4..<5),
        ("304 x", 4..<5), ("reset now", 6..<9), ("403 a b", 6..<7), ("403 \"a", 4..<6),
    ])
    func `what is no action is refused with its place`(text: String, range: Range<Int>) {
        let error = #expect(throws: FilterError.self) { try BlockAction.parse(text) }

        #expect(error?.range == range)
    }

    @Test func `a long body is refused`() {
        let text = "403 \"" + String(repeating: "x", count: 5_000) + "\""

        #expect(throws: FilterError.self) { try BlockAction.parse(text) }
    }
}

import FlowKit
import Testing

@Suite struct ChunkLayoutTests {
    @Test(arguments: [
        ([], "0"), ([5], "1 (5)"), ([5, 0], "1 (5)"), ([8, 8, 8, 1], "4 (8 ×3, 1)"), ([1, 2, 1, 2], "4 (1, 2, 1, 2)"),
        (Array(1...9), "9 (1, 2, 3, 4, 5, 6, 7, 8, …)"),
    ])
    func `sizes in a row are summed up`(sizes: [Int], summary: String) {
        var layout = ChunkLayout()

        for size in sizes { layout.append(byteCount: size) }

        #expect(layout.summary == summary)
        #expect(layout.runs.reduce(0) { $0 + $1.byteCount * $1.repetitions } == sizes.reduce(0, +))
    }

    @Test func `an extension stands at its chunk`() {
        var layout = ChunkLayout()

        layout.append(byteCount: 3)
        layout.append(extension: Array(";a=b".utf8))
        layout.append(byteCount: 4)
        layout.append(extension: Array(";end".utf8))
        layout.append(byteCount: 0)

        #expect(layout.extensions.map(\.chunk) == [1, 2])
        #expect(layout.extensions.map(\.text) == [";a=b", ";end"])
        #expect(layout.summary == "2 (3, 4), extensions on 2")
    }

    @Test func `what is kept has a limit, what is counted has none`() {
        var layout = ChunkLayout()
        let text = [UInt8](repeating: 0x3B, count: 1_000)

        for size in 1...5_000 {
            layout.append(extension: text)
            layout.append(byteCount: size)
        }
        layout.append(byteCount: 1_024)

        #expect(layout.count == 5_001)
        #expect(layout.runs.count == ChunkLayout.runLimit)
        #expect(layout.runs.last?.repetitions == 1, "what comes after the limit is in no run")
        #expect(layout.extensions.count == 4)
        #expect(layout.footprint < 64 << 10)
    }
}

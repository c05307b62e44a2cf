/// JSON that comes a value a line: each row numbered and laid out, the broken ones between the others.
struct JSONRowsView: ContentView {
    let name = "ndjson"

    func priority(for content: Content) -> ContentPriority {
        JSONRows.isDeclared(content) || JSONRows.looksLikeRows(content) ? .special : .never
    }

    func render(_ content: Content, into output: inout ContentOutput) {
        output.writeParts(of: content, as: .rows) { part, output in
            output.write("\(part.number)  ", .dim)
            output.indented { Self.write(content.bytes[part.range], isFinished: part.isFinished, to: &$0) }
        }
    }

    private static func write(_ row: ArraySlice<UInt8>, isFinished: Bool, to output: inout ContentOutput) {
        let checkpoint = output.checkpoint
        var printer = JSONPrinter(Array(row), isWithinLine: true)
        do throws(JSONError) {
            while !output.isFull, try printer.printToken(to: &output) {}
        } catch {
            // The beginning of a row reads as JSON; its end is told of with it.
            if !isFinished && error.code == .unexpectedEnd && printer.hasPrinted { return }
            output.restore(checkpoint)
            output.write(row)
            output.startLine()
            output.write("not valid JSON at column \(error.column): \(error.message)", .error)
        }
    }
}

/// JSON, one member or element a line, each token spelled as it was sent: numbers, escapes, order and duplicates.
///
/// A text of several values (JSON lines) is shown value after value.
struct JSONView: ContentView {
    let name = "json"

    func priority(for content: Content) -> ContentPriority {
        if content.mediaType?.isJSON == true { return .declared }
        // Some servers call it text, or even HTML.
        let isPlausible = content.isTypeUnknown || content.mediaType?.essence == "text/html"
        guard isPlausible, let first = content.textStart.first, first == "{" || first == "[" else { return .never }
        return .sniffed
    }

    func render(_ content: Content, into output: inout ContentOutput) throws(ContentViewError) {
        let text = content.utf8
        let guardCount = JSONScriptGuard.byteCount(text)
        output.write(text.prefix(guardCount), .comment)
        var printer = JSONPrinter(guardCount == 0 ? text : Array(text.dropFirst(guardCount)))
        do throws(JSONError) {
            while !output.isFull, try printer.printToken(to: &output) {}
        } catch {
            guard error.code == .unexpectedEnd, printer.hasPrinted else {
                throw ContentViewError(message: "not valid JSON at \(error)")
            }
            if !content.context.isOpen { output.note("the JSON is not complete: \(error)") }
        }
    }
}

/// Lays out JSON tokens.
struct JSONPrinter {
    private var tokenizer: JSONTokenizer
    /// For each open bracket, how many members or elements it has.
    private var childCounts: [Int] = []
    private var isAfterKey = false
    private(set) var hasPrinted = false

    /// - Parameter isWithinLine: the first value goes on in the line there is.
    init(_ bytes: [UInt8], isWithinLine: Bool = false) {
        isAfterKey = isWithinLine
        tokenizer = JSONTokenizer(bytes, allowsSequence: true)
    }

    /// - Returns: false at the end of the text.
    mutating func printToken(to output: inout ContentOutput) throws(JSONError) -> Bool {
        guard let token = try tokenizer.next() else { return false }
        let text = tokenizer.bytes[token.range]
        switch token.kind {
        case .objectEnd, .arrayEnd:
            let count = childCounts.removeLast()
            if count > 0 { output.startLine(depth: childCounts.count) }
            output.write(text, .punctuation)
            output.closeFold(childCount: count)
        case .key:
            beginChild(&output)
            output.write(text, .name)
            output.write(": ", .punctuation)
            isAfterKey = true
        case .objectStart, .arrayStart:
            beginChild(&output)
            output.openFold()
            output.write(text, .punctuation)
            childCounts.append(0)
        case .string, .number, .true, .false, .null:
            beginChild(&output)
            output.write(text, token.kind.role)
        }
        hasPrinted = true
        return true
    }

    /// Puts a comma after the one before, and begins a line, unless this is the value of a member.
    private mutating func beginChild(_ output: inout ContentOutput) {
        if isAfterKey {
            isAfterKey = false
            return
        }
        if let last = childCounts.indices.last {
            if childCounts[last] > 0 { output.write(",", .punctuation) }
            childCounts[last] += 1
        }
        output.startLine(depth: childCounts.count)
    }
}

extension JSONToken.Kind {
    var role: StyledLine.Role {
        switch self {
        case .key: .name
        case .string: .string
        case .number: .number
        case .true, .false, .null: .literal
        case .objectStart, .objectEnd, .arrayStart, .arrayEnd: .punctuation
        }
    }
}

/// Lays out markup tokens.
struct MarkupPrinter {
    /// What stands before, as far as it decides whether a new line begins.
    private enum Previous {
        /// A start tag, or a start tag and its whole text: what ends the element may follow on the line.
        case openElement
        /// Text or an inline element: more of it may follow on the line.
        case flow
        case block
    }

    /// White space seen in the source since.
    private enum Gap: Int {
        case none, space, line
    }

    private struct OpenElement {
        let name: String
        var childCount = 0
    }

    private let isHTML: Bool
    private var open: [OpenElement] = []
    private var previous = Previous.block
    private var gap = Gap.none

    /// How far up an end tag looks for its element: keeps hostile nesting linear.
    private static let searchDepth = 64

    init(isHTML: Bool) {
        self.isHTML = isHTML
    }

    mutating func print(_ token: MarkupToken, before next: MarkupToken?, to output: inout ContentOutput) {
        switch token.kind {
        case .startTag(let isSelfClosing): startTag(token, isSelfClosing: isSelfClosing, to: &output)
        case .endTag: endTag(token, to: &output)
        case .text: text(token.bytes, isLast: next?.kind == .endTag, to: &output)
        case .rawText:
            output.write(token.bytes)
            previous = .openElement
        case .characterData:
            if !(previous == .openElement && next?.kind == .endTag) { beginFlow(&output) }
            output.write(token.bytes, .string)
            if previous != .openElement { previous = .flow }
        case .comment, .declaration:
            beginBlock(&output)
            output.write(token.bytes, token.kind == .comment ? .comment : .dim)
        }
    }

    // MARK: - Tags

    private mutating func startTag(_ token: MarkupToken, isSelfClosing: Bool, to output: inout ContentOutput) {
        if isInline(token) {
            beginFlow(&output)
            output.writeTag(token.bytes)
            return
        }
        if let ended = isHTML ? HTMLElements.impliedEnds[token.name] : nil {
            while let last = open.last, ended.contains(last.name) { close(&output) }
        }
        beginBlock(&output)
        if let last = open.indices.last { open[last].childCount += 1 }
        let isEmpty = isSelfClosing || isHTML && HTMLElements.void.contains(token.name)
        if !isEmpty { output.openFold() }
        output.writeTag(token.bytes)
        guard !isEmpty else { return }
        open.append(OpenElement(name: token.name))
        previous = .openElement
        gap = .none
    }

    private mutating func endTag(_ token: MarkupToken, to output: inout ContentOutput) {
        if isInline(token) {
            if previous == .flow { writeGap(&output) }
            output.writeTag(token.bytes)
            previous = .flow
            return
        }
        let found = open.suffix(Self.searchDepth).lastIndex { $0.name == token.name }
        // Elements in between were never ended.
        if let found { while open.count > found + 1 { close(&output) } }
        if previous != .openElement || found == nil {
            output.startLine(depth: max(0, open.count - (found == nil ? 0 : 1)))
        }
        output.writeTag(token.bytes)
        if found != nil { close(&output) }
        previous = .block
        gap = .none
    }

    private mutating func close(_ output: inout ContentOutput) {
        guard let element = open.popLast() else { return }
        output.closeFold(childCount: element.childCount)
        previous = .block
    }

    private func isInline(_ token: MarkupToken) -> Bool { isHTML && HTMLElements.inline.contains(token.name) }

    // MARK: - Text

    private mutating func text(_ bytes: ArraySlice<UInt8>, isLast: Bool, to output: inout ContentOutput) {
        let words = bytes.drop { $0.isMarkupSpace }
        addGap(bytes[..<words.startIndex])
        guard let lastIndex = words.lastIndex(where: { !$0.isMarkupSpace }) else { return }
        let trimmed = words[...lastIndex]
        if previous == .openElement && isLast && !trimmed.contains(0x0A) {
            output.write(trimmed)
            return
        }
        beginFlow(&output)
        var isFirst = true
        for line in trimmed.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) where !output.isFull {
            if !isFirst { output.startLine(depth: open.count) }
            isFirst = false
            output.write(line.trimmingWhitespace())
        }
        addGap(words[(lastIndex + 1)...])
    }

    private mutating func addGap(_ space: ArraySlice<UInt8>) {
        guard !space.isEmpty else { return }
        let found = space.contains(0x0A) ? Gap.line : .space
        if found.rawValue > gap.rawValue { gap = found }
    }

    private mutating func beginBlock(_ output: inout ContentOutput) {
        output.startLine(depth: open.count)
        previous = .block
        gap = .none
    }

    private mutating func beginFlow(_ output: inout ContentOutput) {
        if previous == .flow { writeGap(&output) } else { output.startLine(depth: open.count) }
        previous = .flow
        gap = .none
    }

    private mutating func writeGap(_ output: inout ContentOutput) {
        switch gap {
        case .none: break
        case .space: output.write(" ")
        case .line: output.startLine(depth: open.count)
        }
        gap = .none
    }
}

extension ContentOutput {
    /// Writes a tag in colours, white space between attributes reduced to one blank.
    fileprivate mutating func writeTag(_ bytes: ArraySlice<UInt8>) {
        let head = bytes.prefix(2) + bytes.dropFirst(2).prefix { $0.isNameByte }
        write(head, .tag)
        var rest = bytes[head.endIndex...]
        while let byte = rest.first, !isFull {
            if byte.isMarkupSpace {
                rest = rest.drop { $0.isMarkupSpace }
                if rest.first?.isNameByte == true { write(" ") }
            } else if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") {
                write(rest.prefix(1), .tag)
                rest = rest.dropFirst()
            } else if byte == UInt8(ascii: "=") {
                write(rest.prefix(1), .punctuation)
                rest = rest.dropFirst().drop { $0.isMarkupSpace }
                writeValue(&rest)
            } else {
                let name = rest.prefix { $0.isNameByte && $0 != UInt8(ascii: "=") }
                write(name, .name)
                rest = rest[name.endIndex...]
            }
        }
    }

    private mutating func writeValue(_ rest: inout ArraySlice<UInt8>) {
        guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            // A bare value may hold slashes.
            let value = rest.prefix { !$0.isMarkupSpace && $0 != UInt8(ascii: ">") }
            write(value, .string)
            rest = rest[value.endIndex...]
            return
        }
        let end = rest.dropFirst().firstIndex(of: quote).map { $0 + 1 } ?? rest.endIndex
        write(rest[..<end], .string)
        rest = rest[end...]
    }
}

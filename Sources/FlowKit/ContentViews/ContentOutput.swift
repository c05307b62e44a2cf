/// Where a content view writes: breaks text into lines and stops taking it when there is enough.
///
/// Views write without asking and look at `isFull` in their loops, so that a huge body costs no more than what is shown.
struct ContentOutput {
    /// A line of more bytes is broken, and goes on in lines marked `isContinuation`.
    static let lineByteLimit = 4096
    /// Deeper nesting is not indented further.
    private static let indentationLimit = 64

    private(set) var lines: [StyledLine] = []
    private(set) var folds: [ContentFold] = []
    private(set) var notes: [String] = []
    /// True as soon as something did not fit or nobody wants it any more: the view should come back.
    private(set) var isFull = false

    private let limits: ContentLimits
    private let isCancelled: () -> Bool
    private var wasCancelled = false
    private var current = StyledLine()
    private var currentByteCount = 0
    private var byteCount = 0
    private var openFolds: [Int] = []
    /// Spaces that every line begins with, but for continuations and empty ones.
    private var margin = 0

    init(limits: ContentLimits, isCancelled: @escaping () -> Bool) {
        self.limits = limits
        self.isCancelled = isCancelled
    }

    private var isAtLimit: Bool { lines.count >= limits.lines || byteCount >= limits.bytes || wasCancelled }

    mutating func note(_ text: String) { notes.append(text) }

    /// Takes the notes back that came after so many.
    mutating func removeNotes(after count: Int) -> [String] {
        let removed = Array(notes[count...])
        notes.removeLast(removed.count)
        return removed
    }

    // MARK: - Text

    /// Writes UTF-8; line breaks in it (LF, CRLF, CR) are line breaks.
    mutating func write(_ bytes: ArraySlice<UInt8>, _ role: StyledLine.Role = .plain) {
        var rest = bytes
        while !rest.isEmpty {
            guard !isAtLimit else {
                isFull = true
                return
            }
            if current.spans.isEmpty && !current.isContinuation && !rest.startsWithLineBreak {
                append(Self.spaces[..<margin], .plain)
            }
            let room = Self.lineByteLimit - currentByteCount
            let stop = rest.prefix(room).firstIndex { $0 == 0x0A || $0 == 0x0D }
            if let stop {
                append(rest[..<stop], role)
                endLine()
                let isCRLF = rest[stop] == 0x0D && stop + 1 < rest.endIndex && rest[stop + 1] == 0x0A
                rest = rest[(stop + (isCRLF ? 2 : 1))...]
            } else if rest.count <= room {
                append(rest, role)
                return
            } else {
                let cut = Self.scalarBoundary(in: rest, near: rest.startIndex + room)
                append(rest[..<cut], role)
                endLine()
                current.isContinuation = true
                rest = rest[cut...]
            }
        }
    }

    mutating func write(_ text: String, _ role: StyledLine.Role = .plain) {
        write(Array(text.utf8)[...], role)
    }

    /// Begins a line, after the current one where that holds anything.
    mutating func startLine(depth: Int = 0) {
        if !current.spans.isEmpty { endLine() }
        if depth > 0 { write(Self.spaces[..<(min(depth, Self.indentationLimit) * 2)]) }
    }

    /// Ends the current line, which may be empty.
    mutating func endLine() {
        guard !isAtLimit else {
            isFull = true
            return
        }
        lines.append(current)
        current = StyledLine()
        currentByteCount = 0
        if lines.count.isMultiple(of: 64) && isCancelled() { wasCancelled = true }
    }

    private static let spaces = [UInt8](repeating: 0x20, count: indentationLimit * 2)

    private mutating func append(_ bytes: ArraySlice<UInt8>, _ role: StyledLine.Role) {
        guard !bytes.isEmpty else { return }
        currentByteCount += bytes.count
        byteCount += bytes.count
        let text = String(decoding: bytes, as: UTF8.self)
        if let last = current.spans.indices.last, current.spans[last].role == role {
            current.spans[last].text += text
        } else {
            current.spans.append(StyledLine.Span(text, role))
        }
    }

    /// The place at or before `index` where a character begins.
    private static func scalarBoundary(in bytes: ArraySlice<UInt8>, near index: Int) -> Int {
        let candidates = stride(from: index, through: max(index - 3, bytes.startIndex + 1), by: -1)
        return candidates.first { bytes[$0] & 0xC0 != 0x80 } ?? max(index, bytes.startIndex + 1)
    }

    // MARK: - Folds

    /// Says that the current line opens what can be folded.
    mutating func openFold() { openFolds.append(lines.count) }

    /// Says that the current line, or the one before where it is empty, closes what `openFold` opened last.
    ///
    /// - Parameter isBracketed: false where the last line is one like the others.
    mutating func closeFold(childCount: Int, isBracketed: Bool = true) {
        let last = current.spans.isEmpty ? lines.count - 1 : lines.count
        guard let first = openFolds.popLast(), !isAtLimit, last > first else { return }
        folds.append(
            ContentFold(firstLine: first, lastLine: last, childCount: childCount, isBracketed: isBracketed)
        )
    }

    /// Writes something that folds away under its first line.
    mutating func writeFoldable(_ body: (inout ContentOutput) -> Void) {
        startLine()
        openFold()
        let openCount = openFolds.count
        body(&self)
        // What broke off inside left its own open.
        openFolds.removeLast(max(0, openFolds.count - openCount))
        closeFold(childCount: 0, isBracketed: false)
    }

    /// Sets the lines that follow in.
    mutating func indented(_ body: (inout ContentOutput) -> Void) {
        let outer = margin
        margin = min(margin + 2, Self.indentationLimit)
        body(&self)
        margin = outer
    }

    // MARK: - The end

    /// What to go back to when a view fails.
    struct Checkpoint {
        fileprivate let lineCount: Int
        fileprivate let foldCount: Int
        fileprivate let openFoldCount: Int
        fileprivate let noteCount: Int
        fileprivate let current: StyledLine
        fileprivate let currentByteCount: Int
        fileprivate let byteCount: Int
    }

    var checkpoint: Checkpoint {
        Checkpoint(
            lineCount: lines.count,
            foldCount: folds.count,
            openFoldCount: openFolds.count,
            noteCount: notes.count,
            current: current,
            currentByteCount: currentByteCount,
            byteCount: byteCount
        )
    }

    mutating func restore(_ checkpoint: Checkpoint) {
        lines.removeLast(lines.count - checkpoint.lineCount)
        folds.removeLast(folds.count - checkpoint.foldCount)
        openFolds.removeLast(max(0, openFolds.count - checkpoint.openFoldCount))
        notes.removeLast(notes.count - checkpoint.noteCount)
        current = checkpoint.current
        currentByteCount = checkpoint.currentByteCount
        byteCount = checkpoint.byteCount
        isFull = false
    }

    mutating func finish() {
        if !current.spans.isEmpty { endLine() }
        folds.sort { $0.firstLine < $1.firstLine }
    }
}

extension ArraySlice<UInt8> {
    fileprivate var startsWithLineBreak: Bool { first == 0x0A || first == 0x0D }
}

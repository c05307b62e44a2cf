extension TextArea {
    /// One change that can be taken back.
    struct Change: Hashable, Sendable {
        var start: Position
        var removed: String
        var inserted: String
        var cursorBefore: Position

        var byteCount: Int { removed.utf8.count + inserted.utf8.count }
    }

    /// What was done and what was taken back, within bounds: the oldest is forgotten first.
    struct History: Hashable, Sendable {
        static let maximumChanges = 1_000
        static let maximumBytes = 32 << 20

        var done: [Change] = []
        var undone: [Change] = []
        private var byteCount = 0
        /// True while typing goes on: the next character joins the last change.
        private(set) var isRunning = false

        mutating func endRun() { isRunning = false }

        mutating func record(_ change: Change) {
            byteCount -= undone.reduce(0) { $0 + $1.byteCount }
            undone = []
            byteCount += change.byteCount
            let isTyping = change.removed.isEmpty && change.inserted.count == 1 && change.inserted != "\n"
            if isTyping, isRunning, let last = done.last, last.start.advanced(over: last.inserted) == change.start {
                done[done.count - 1].inserted += change.inserted
            } else {
                done.append(change)
            }
            // A word at a time: a space ends the run.
            isRunning = isTyping && change.inserted != " "
            forget()
        }

        private mutating func forget() {
            while done.count > Self.maximumChanges || (byteCount > Self.maximumBytes && !done.isEmpty) {
                byteCount -= done.removeFirst().byteCount
            }
        }
    }

    /// Replaces text in a way that `undo` takes back.
    mutating func edit(_ start: Position, _ end: Position, with text: String) {
        guard start != end || !text.isEmpty else { return }
        let before = cursor
        let removed = replace(start, end, with: text)
        history.record(Change(start: start, removed: removed, inserted: text, cursorBefore: before))
        reveal()
    }

    /// Takes the last change back; false when there is none left.
    @discardableResult
    mutating func undo() -> Bool {
        history.endRun()
        guard let change = history.done.popLast() else { return false }
        _ = replace(change.start, change.start.advanced(over: change.inserted), with: change.removed)
        history.undone.append(change)
        move(to: change.cursorBefore)
        return true
    }

    /// Does again what `undo` took back; false when there is nothing.
    @discardableResult
    mutating func redo() -> Bool {
        history.endRun()
        guard let change = history.undone.popLast() else { return false }
        _ = replace(change.start, change.start.advanced(over: change.removed), with: change.inserted)
        history.done.append(change)
        reveal()
        return true
    }
}

extension TextArea.Position {
    /// The place behind `text` when it stands here.
    fileprivate func advanced(over text: String) -> Self {
        guard let lastBreak = text.utf8.lastIndex(of: 0x0A) else {
            return Self(line: line, offset: offset + text.utf8.count)
        }
        let lineCount = text.utf8.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
        return Self(line: line + lineCount, offset: text.utf8.distance(from: lastBreak, to: text.utf8.endIndex) - 1)
    }
}

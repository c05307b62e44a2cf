import FlowKit
import TerminalKit

/// A message being written, to be sent into an open WebSocket.
struct InjectScreen: Screen {
    /// As it is now, or was when the store dropped it.
    private(set) var flow: Flow
    /// What `start over` goes back to.
    private let origin: MessageDraft
    private(set) var draft: MessageDraft
    /// True when the text is one that was left unsent before.
    private(set) var isFromBefore: Bool
    /// What went out and is not answered yet.
    private var sent: MessageDraft?

    /// Messages of more bytes are not put into an editor.
    private static let byteLimit = 4 << 20

    /// - Parameters:
    ///   - message: what to begin with; `nil` begins empty.
    ///   - earlier: a draft, which goes before that.
    init(_ flow: Flow, message: MessageList.Item?, earlier: MessageDraft?) {
        self.flow = flow
        let fits = message.flatMap { $0.payload.capturedByteCount <= Self.byteLimit ? $0 : nil }
        origin = MessageDraft(of: fits, toward: message?.sender.opposite ?? .server)
        draft = earlier ?? origin
        isFromBefore = earlier != nil
    }

    /// What is to be kept when the editor closes; `nil` where nothing was typed.
    var kept: MessageDraft? { draft.text.text == origin.text.text ? nil : draft }

    // MARK: - Changing

    mutating func turn() {
        draft.receiver = draft.receiver.opposite
    }

    /// Goes to the next way to write the payload, which stays the same where it can be written so.
    mutating func changeNotation() {
        let all = PayloadNotation.allCases
        let next = all[((all.firstIndex(of: draft.notation) ?? 0) + 1) % all.count]
        // A text that cannot be read stays as it is, to be mended in the other notation.
        if let bytes = try? draft.notation.bytes(of: draft.text.text), let text = next.text(of: bytes),
            text != draft.text.text
        {
            draft.text.setText(text)
        }
        draft.notation = next
    }

    mutating func startOver() {
        let notation = origin.notation
        if draft.text.text != origin.text.text { draft.text.setText(origin.text.text) }
        draft.notation = notation
        isFromBefore = false
    }

    mutating func takeExternal(_ text: String) {
        draft.text.takeFile(text)
    }

    // MARK: - Sending

    /// Reads the text and says what to send; marks what cannot be read.
    mutating func send() -> (effects: [Effect], notice: Notice) {
        if let reason = flow.injectionObstacle { return ([], .error("not sent: \(reason)")) }
        do {
            let payload = try draft.notation.bytes(of: draft.text.text)
            let message = OutgoingMessage(draft.notation.kind, payload)
            if let obstacle = message.obstacle { return ([], .error("not sent: \(obstacle)")) }
            sent = draft
            return (
                [.inject(message, into: flow.id, toward: draft.receiver)],
                Notice("sending \(Format.byteCount(payload.count)) to the \(draft.receiver.word)…")
            )
        } catch {
            draft.text.mark(LineMark(line: error.line, range: error.range, message: error.message))
            return ([], .error("line \(error.line + 1): \(error.message)"))
        }
    }

    /// True when what was sent is all there is, so that the editor has nothing left to keep.
    func isDone(_ id: FlowID) -> Bool { id == flow.id && sent?.text.text == draft.text.text }

    // MARK: - Screen

    var contexts: [KeyContext] { [.inject, .always] }

    static func refresh(in model: inout Model) -> [Effect] {
        let size = model.area(of: Self.self).size
        let snapshot = model.snapshot
        model.screens.modify(Self.self) { screen in
            if let latest = snapshot[screen.flow.id] { screen.flow = latest }
            screen.draft.text.resize(to: Self.textArea(size).size)
        }
        return []
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        let size = model.area(of: Self.self).size
        return model.screens.modify(Self.self) { screen in screen.handle(event, size: size) ? [] : nil } ?? nil
    }

    private mutating func handle(_ event: TerminalEvent, size: Size) -> Bool {
        switch event {
        case .key(let key): return draft.text.handle(key)
        case .paste(let text): draft.text.insert(text)
        case .mouse(let mouse):
            let area = Self.textArea(size)
            switch mouse.action {
            case .scrollUp: draft.text.scroll(-3)
            case .scrollDown: draft.text.scroll(3)
            case .press where area.contains(mouse.position):
                let column = mouse.position.column - area.origin.column
                draft.text.move(toColumn: column, row: mouse.position.row - area.origin.row)
            case .press, .release, .doubleClick: break
            }
        default: return false
        }
        return true
    }

    private static func textArea(_ size: Size) -> Rect {
        Rect(column: 1, row: 3, columns: size.columns - 2, rows: size.rows - 3)
    }

    func draw(on canvas: inout Canvas, model: Model) {
        let theme = model.theme
        drawTitle(on: &canvas, theme)
        var column = 1
        for (name, value) in [("to", draft.receiver.word), ("as", draft.notation.words)] {
            column += canvas.draw("\(name) ", column: column, row: 1, style: theme[.dim])
            column += canvas.draw("‹\(value)›", column: column, row: 1, style: theme[.accent]) + 3
        }
        canvas.horizontalLine(row: 2, style: theme[.dim])
        let look = TextArea.Look(text: theme[.plain], wrong: theme[.error], edge: theme[.dim])
        let showsCursor = model.focus == .screen && model.prompt == nil
        canvas.inside(Self.textArea(canvas.size)) { draft.text.draw(on: &$0, look: look, showsCursor: showsCursor) }
    }

    private func drawTitle(on canvas: inout Canvas, _ theme: Theme) {
        var facts = ["line \(draft.text.cursor.line + 1) of \(draft.text.lines.count)"]
        if isFromBefore { facts.insert("draft from before, alt r starts over", at: 0) }
        let obstacle = flow.injectionObstacle
        if let obstacle { facts.insert(obstacle, at: 0) }
        let used = canvas.draw(
            facts.joined(separator: " · "),
            endingAt: canvas.columns - 1,
            row: 0,
            style: theme[obstacle == nil ? .dim : .warning],
            limit: max(0, canvas.columns - 20)
        )
        let mark = draft.text.mark.map { "line \($0.line + 1): \($0.message)" }
        let title = mark ?? "Send a message into flow #\(flow.id) \(flow.request.url)"
        let style = theme[mark == nil ? .title : .error]
        canvas.draw(title, column: 1, row: 0, style: style, limit: max(0, canvas.columns - used - 4), elide: .middle)
    }
}

extension PayloadNotation {
    fileprivate var words: String {
        switch self {
        case .text: "text"
        case .escapes: #"binary, with \xHH escapes"#
        case .hexadecimal: "binary, in hexadecimal"
        }
    }

    fileprivate var kind: StreamMessage.Kind { self == .text ? .text : .binary }
}

extension Flow {
    /// Why no message can be sent into it; `nil`: it can.
    var injectionObstacle: String? {
        guard messages != nil else { return "it is no WebSocket: only into those messages can be sent" }
        if source == .file { return "it was read from a file: there is no connection to send on" }
        return isFinished ? "the WebSocket is closed" : nil
    }
}

extension InjectScreen: Equatable {
    /// By what can be seen.
    static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.draft == rhs.draft && lhs.isFromBefore == rhs.isFromBefore && lhs.flow.id == rhs.flow.id
            && lhs.flow.injectionObstacle == rhs.flow.injectionObstacle
    }
}

import FlowKit
import TerminalKit

/// A request as text, to be changed and sent; and beside or below it, once sent, what came of it.
struct EditorScreen: Screen {
    /// The flow it was made from; may be gone meanwhile, which changes nothing here.
    let origin: FlowID
    let editable: EditableRequest
    /// What the origin's response came to, to compare with.
    let originSummary: String
    var text: TextArea
    /// True when the text is one that was left unsent before.
    var isDraft: Bool
    /// The flow that sending made.
    private(set) var result: DetailPane?
    /// True while the keys are for the result.
    var hasResultFocus = false
    private var sent: Sent?
    /// What was said about the request as it stands; sending it again means it.
    private var heededWarnings: [String] = []
    /// True after `^x`, until the key that follows.
    private var isPrefixed = false

    /// A request that went out, and from where on its flow is looked for.
    private struct Sent: Hashable, Sendable {
        var after: FlowID
        var version: Int
    }

    init(_ draft: EditorDraft, of id: FlowID, isDraft: Bool) {
        origin = id
        editable = draft.editable
        originSummary = draft.originSummary
        text = draft.text
        self.isDraft = isDraft
    }

    var isChanged: Bool { text.text != editable.text }

    var contexts: [KeyContext] { hasResultFocus ? [.result, .moving, .always] : [.editor, .always] }

    static func summary(of flow: Flow) -> String {
        var parts: [String] = []
        if let response = flow.response {
            parts.append(String(response.status))
            parts.append(Format.byteCount(response.body?.byteCount ?? 0))
        } else if let error = flow.error {
            parts.append(error.message)
        }
        if let duration = flow.timing.duration { parts.append(Format.duration(duration)) }
        return parts.joined(separator: " · ")
    }

    // MARK: - Sending

    /// Reads the text and says what to send; marks the line that cannot be read.
    mutating func send(_ snapshot: FlowSnapshot) -> (effects: [Effect], notice: Notice) {
        do {
            let edited = try editable.parse(text.text)
            if !edited.warnings.isEmpty, edited.warnings != heededWarnings {
                heededWarnings = edited.warnings
                let warnings = edited.warnings.joined(separator: "; ")
                return ([], Notice("\(warnings) · send again to send it so", level: .warning))
            }
            sent = Sent(after: snapshot.last?.id ?? FlowID(0), version: snapshot.version)
            result = nil
            let url = "\(edited.request.method) \(edited.request.url)"
            return ([.replay(edited.request, of: origin, isEdited: edited.isChanged)], Notice("sent \(url)"))
        } catch {
            text.mark(LineMark(line: error.line, range: error.range, message: error.message))
            return ([], .error("line \(error.line + 1): \(error.message)"))
        }
    }

    /// Finds the flow that sending made.
    private mutating func findResult(in snapshot: FlowSnapshot) {
        guard let sent, result == nil else { return }
        var found: Flow?
        snapshot.forEachChangedFlags(since: sent.version) { id, flags in
            guard found == nil, id > sent.after, flags.contains(.replay), let flow = snapshot[id] else { return }
            if flow.source == .replay(of: origin) { found = flow }
        }
        guard let found else { return }
        result = DetailPane(found, tab: .response)
    }

    mutating func modifyResult(_ body: (inout DetailPane) -> Void) {
        guard var pane = result else { return }
        body(&pane)
        result = pane
    }

    // MARK: - Screen

    static func refresh(in model: inout Model) -> [Effect] {
        guard var screen = model.screens[Self.self] else { return [] }
        screen.findResult(in: model.snapshot)
        let layout = EditorLayout(model.area(of: Self.self).size, hasResult: screen.result != nil)
        screen.text.resize(to: layout.text.size)
        var effects: [Effect] = []
        if var pane = screen.result {
            effects = pane.refresh(in: model, size: layout.result.size)
            screen.result = pane
        } else {
            screen.hasResultFocus = false
        }
        model.screens.modify(Self.self) { $0 = screen }
        return effects
    }

    static func move(_ motion: Motion, in model: inout Model) -> [Effect] {
        model.screens.modify(Self.self) { screen in screen.modifyResult { $0.move(motion) } }
        return []
    }

    static func handle(_ event: TerminalEvent, in model: inout Model) -> [Effect]? {
        guard let screen = model.screens[Self.self] else { return nil }
        switch event {
        case .mouse(let mouse): return click(mouse, in: &model)
        case _ where screen.hasResultFocus: return nil
        case .paste(let text):
            model.screens.modify(Self.self) { $0.text.insert(text) }
            return []
        case .key(let key) where screen.isPrefixed:
            model.screens.modify(Self.self) { $0.isPrefixed = false }
            return prefixed(key, in: &model)
        case .key(let key):
            let isPrefix = key == Key(.character("x"), .control)
            let isTaken = model.screens.modify(Self.self) { screen in
                screen.isPrefixed = isPrefix
                return isPrefix || screen.text.handle(key)
            }
            return isTaken == true ? [] : nil
        default: return nil
        }
    }

    /// What a key means after `^x`.
    private static let prefixedCommands: [Character: String] = [
        "s": "send", "e": "edit-external", "c": "close", "r": "start-over", ":": "command", "u": "undo-typing",
    ]

    private static func prefixed(_ key: Key, in model: inout Model) -> [Effect] {
        guard case .character(let character) = key.code, let command = prefixedCommands[character] else {
            model.say("after ^x: s sends, e goes to $EDITOR, r starts over, c closes, : takes a command")
            return []
        }
        return model.run(command)
    }

    private static func click(_ mouse: Mouse, in model: inout Model) -> [Effect] {
        let size = model.area(of: Self.self).size
        model.screens.modify(Self.self) { screen in
            let layout = EditorLayout(size, hasResult: screen.result != nil)
            let isInResult = layout.result.contains(mouse.position)
            switch mouse.action {
            case .scrollUp, .scrollDown:
                let rows = mouse.action == .scrollUp ? -3 : 3
                if isInResult { screen.modifyResult { $0.scroll(rows) } } else { screen.text.scroll(rows) }
            case .press:
                screen.hasResultFocus = isInResult
                guard layout.text.contains(mouse.position) else { return }
                let origin = layout.text.origin
                screen.text.move(
                    toColumn: mouse.position.column - origin.column,
                    row: mouse.position.row - origin.row
                )
            case .release, .doubleClick: break
            }
        }
        return []
    }
}

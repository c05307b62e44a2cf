import FlowKit

/// Commands to edit a request and to send it, and to send it again as it was.
enum EditorCommands {
    static let all: [Command] = [
        Command("replay", "Send the request again as it was", disabled: notSendable, run: replay),
        Command(
            "edit",
            "Edit the request and send it",
            arguments: [Argument("flow", isOptional: true, values: drafts)],
            disabled: { $0.drafts.ids.isEmpty ? notEditable($0) : nil },
            run: edit
        ),
        Command(
            "edit-external",
            "Edit the request in $VISUAL or $EDITOR",
            disabled: { $0.screens[EditorScreen.self] == nil ? notEditable($0) : nil }
        ) { model, _ in
            if let editor = model.screens[EditorScreen.self] {
                return [.editExternally(editor.text.text, of: editor.origin)]
            }
            return model.flowInFocus.map { model.edit($0, externally: true) } ?? []
        },
        Command("send", "Send the text", disabled: notOpen) { model, _ in
            let snapshot = model.snapshot
            guard let sent = model.screens.modify(EditorScreen.self, { $0.send(snapshot) }) else { return [] }
            model.say(sent.notice)
            return sent.effects
        },
        Command("close", "Close the editor and keep the draft", disabled: notOpen) { model, _ in
            model.closeEditor()
            return []
        },
        Command("start-over", "Throw the text away and begin from the request as it was", disabled: notOpen) {
            model,
            _ in
            model.screens.modify(EditorScreen.self) { editor in
                editor.text.setText(editor.editable.text)
                editor.isDraft = false
            }
            model.say("the request as it was · ctrl z brings the text back")
            return []
        },
        Command("undo-typing", "Take back the last change of the text", disabled: notOpen) { model, _ in
            model.screens.modify(EditorScreen.self) { _ = $0.text.undo() }
            return []
        },
        Command("switch-pane", "Give the keys to the text or to the response", disabled: noResult) { model, _ in
            model.screens.modify(EditorScreen.self) { $0.hasResultFocus.toggle() }
            return []
        },
    ]

    @Sendable private static func notOpen(_ model: Model) -> String? {
        model.screens[EditorScreen.self] == nil ? "no request is being edited: e edits one" : nil
    }

    @Sendable private static func noResult(_ model: Model) -> String? {
        guard let editor = model.screens[EditorScreen.self] else { return notOpen(model) }
        return editor.result == nil ? "there is no response yet: ctrl s sends" : nil
    }

    @Sendable private static func notEditable(_ model: Model) -> String? {
        guard let flow = model.flowInFocus else { return FlowCommands.noSelection(model) }
        return flow.request.method == "CONNECT" ? "a tunnel is not a request that can be sent" : nil
    }

    @Sendable private static func notSendable(_ model: Model) -> String? {
        if let reason = notEditable(model) { return reason }
        guard let body = model.flowInFocus?.request.body, body.isTruncated else { return nil }
        return body.absence ?? "its body was captured only in part: e edits what is there"
    }

    @Sendable private static func replay(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        guard let flow = model.flowInFocus else { return [] }
        model.say("sent again: \(flow.request.method) \(flow.request.url) · o goes to it")
        return [.replay(flow.request, of: flow.id, isEdited: false)]
    }

    @Sendable private static func edit(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        guard let text = arguments.first else {
            if let reason = notEditable(model) { throw CommandError(reason) }
            return model.flowInFocus.map { model.edit($0) } ?? []
        }
        guard let number = Int(text) else { throw CommandError("edit takes the number of a flow, not “\(text)”") }
        let id = FlowID(number)
        if let flow = model.snapshot[id] { return model.edit(flow) }
        if let draft = model.drafts[id] { return model.open(draft, of: id, isFromBefore: true) }
        throw CommandError("there is no flow \(number), and no draft of it")
    }

    @Sendable private static func drafts(_ model: Model) -> [Completion] {
        model.drafts.ids.reversed().map { id in
            Completion(String(id.rawValue), help: model.drafts[id]?.text.lines.first ?? "")
        }
    }
}

extension Model {
    /// Closes the editor; a text that was not sent is kept.
    mutating func closeEditor() {
        guard let editor = screens[EditorScreen.self] else { return }
        let isKept = editor.isChanged && editor.result == nil
        drafts[editor.origin] =
            editor.isChanged
            ? EditorDraft(editable: editor.editable, originSummary: editor.originSummary, text: editor.text) : nil
        close(EditorScreen.self)
        if isKept { say("draft kept: e opens it again") }
        guard let result = editor.result else { return }
        openDetail(result.flow)
        showDetail(result.tab)
    }

    /// Takes the text an external editor left.
    ///
    /// Many editors end a file with a line break, which would be one more byte of the body: where there was none
    /// before, one is taken off.
    mutating func takeExternalText(_ text: String, of id: FlowID) {
        if screens.top is InjectScreen {
            screens.modify(InjectScreen.self) { $0.takeExternal(text) }
            return
        }
        let isTaken = screens.modify(EditorScreen.self) { editor in
            guard editor.origin == id else { return false }
            editor.text.takeFile(text)
            return true
        }
        guard isTaken != true, let draft = drafts[id] else { return }
        var area = draft.text
        area.takeFile(text)
        drafts[id] = EditorDraft(editable: draft.editable, originSummary: draft.originSummary, text: area)
    }
}

extension TextArea {
    /// Takes the text of a file.
    mutating func takeFile(_ file: String) {
        let hasGained = file.unicodeScalars.last == "\n" && text.unicodeScalars.last != "\n"
        setText(hasGained ? String(file.unicodeScalars.dropLast()) : file)
    }
}

/// Keys of the editor, beside those of its text.
enum EditorKeys {
    static let rows: [KeyBinding] =
        [
            KeyBinding(.flow, "E", runs: "edit-external"),
            KeyBinding(.editor, "ctrl s", runs: "send", footer: "send", rank: 1),
            KeyBinding(.editor, "esc", runs: "close", footer: "close, draft stays", rank: 9),
            KeyBinding(.editor, "alt e", runs: "edit-external", footer: "$EDITOR", rank: 3),
            KeyBinding(.editor, "alt r", runs: "start-over", footer: "start over", rank: 4),
            KeyBinding(.editor, "shift tab", runs: "switch-pane", footer: "response", rank: 2),
            KeyBinding(.editor, "alt :", runs: "command"),
            KeyBinding(.result, "shift tab", runs: "switch-pane", footer: "text", rank: 2),
            KeyBinding(.result, "ctrl s", runs: "send", footer: "send", rank: 1),
            KeyBinding(.result, "q", "esc", runs: "close", footer: "close", rank: 9),
            KeyBinding(.result, ":", runs: "command"),
        ] + DetailKeys.pages(in: .result)
}

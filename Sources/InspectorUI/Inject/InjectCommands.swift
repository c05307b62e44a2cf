import FlowKit

/// Commands to write a message and to send it into an open WebSocket.
enum InjectCommands {
    static let all: [Command] = [
        Command("inject", "Write a message and send it into the WebSocket", disabled: notOpenStream) { model, _ in
            if let flow = model.flowInFocus { model.openInjection(flow) }
            return []
        },
        Command("send-message", "Send the message", disabled: notOpen) { model, _ in
            guard let sent = model.screens.modify(InjectScreen.self, { $0.send() }) else { return [] }
            model.say(sent.notice)
            return sent.effects
        },
        Command("turn-message", "Send the message to the other end", disabled: notOpen) { model, _ in
            model.screens.modify(InjectScreen.self) { $0.turn() }
            return []
        },
        Command("message-type", "Write text, bytes with escapes, or bytes in hexadecimal", disabled: notOpen) {
            model,
            _ in
            model.screens.modify(InjectScreen.self) { $0.changeNotation() }
            return []
        },
        Command("restart-message", "Throw the text away and begin from the message as it was", disabled: notOpen) {
            model,
            _ in
            model.screens.modify(InjectScreen.self) { $0.startOver() }
            model.say("the message as it was · ctrl z brings the text back")
            return []
        },
        Command("edit-message-external", "Write the message in $VISUAL or $EDITOR", disabled: notOpen) { model, _ in
            guard let screen = model.screens[InjectScreen.self] else { return [] }
            return [.editExternally(screen.draft.text.text, of: screen.flow.id)]
        },
        Command("leave-message", "Close the editor and keep the draft", disabled: notOpen) { model, _ in
            model.closeInjection()
            return []
        },
    ]

    @Sendable private static func notOpen(_ model: Model) -> String? {
        model.screens[InjectScreen.self] == nil ? "no message is being written: i begins one" : nil
    }

    @Sendable private static func notOpenStream(_ model: Model) -> String? {
        guard let flow = model.flowInFocus else { return FlowCommands.noSelection(model) }
        if model.screens[InjectScreen.self] != nil { return "a message is being written already" }
        // What was written and not sent can be read again, and copied.
        if model.messageDrafts[flow.id] != nil { return nil }
        return flow.injectionObstacle.map { "nothing can be sent into this flow: \($0)" }
    }
}

extension Model {
    /// Opens the editor on the message under the cursor where messages have the keys, else on an empty one; or on what
    /// was left unsent of this flow.
    fileprivate mutating func openInjection(_ flow: Flow) {
        let isOnMessages = focus == .screen && pane?.tab == .messages && pane?.flow.id == flow.id
        let message = isOnMessages ? pane?.messages.selected : nil
        let draft = messageDrafts[flow.id]
        open(InjectScreen(flow, message: message, earlier: draft))
        if draft != nil {
            say("the draft from before · alt r starts over")
        } else if let message, message.payload.isTruncated {
            say(Notice("only the first \(message.payload.capturedByteCount) bytes were captured", level: .warning))
        }
    }

    /// Closes the editor; a text that was not sent is kept.
    fileprivate mutating func closeInjection() {
        guard let screen = screens[InjectScreen.self] else { return }
        messageDrafts[screen.flow.id] = screen.kept
        close(InjectScreen.self)
        if screen.kept != nil { say("draft kept: i opens it again") }
    }

    /// Takes how sending a message ended: a text that did not go out stays.
    mutating func injectionEnded(_ id: FlowID, obstacle: String?) {
        if let obstacle { return say(.error("not sent: \(obstacle)")) }
        say("the message was sent into flow #\(id)")
        guard let screen = screens[InjectScreen.self], screen.isDone(id) else { return }
        messageDrafts[id] = nil
        close(InjectScreen.self)
    }
}

/// Keys of the editor of a message, beside those of its text.
enum InjectKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.flow, "i", runs: "inject"),
        KeyBinding(.inject, "ctrl s", runs: "send-message", footer: "send", rank: 1),
        KeyBinding(.inject, "alt s", runs: "turn-message", footer: "other end", rank: 2),
        KeyBinding(.inject, "alt t", runs: "message-type", footer: "type", rank: 3),
        KeyBinding(.inject, "alt e", runs: "edit-message-external", footer: "$EDITOR", rank: 5),
        KeyBinding(.inject, "alt r", runs: "restart-message", footer: "start over", rank: 4),
        KeyBinding(.inject, "esc", runs: "leave-message", footer: "close, draft stays", rank: 9),
        KeyBinding(.inject, "alt :", runs: "command"),
    ]
}

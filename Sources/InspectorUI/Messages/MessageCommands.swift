import FlowKit

/// Commands of the page of messages.
enum MessageCommands {
    static let all: [Command] = [
        Command("open-message", "Show the message as a whole", disabled: noSelection) { model, _ in
            model.modifyPane { $0.messages.open() }
            return []
        },
        Command("close-message", "Show the table of messages again", disabled: notWhole) { model, _ in
            model.modifyPane { $0.messages.isWhole = false }
            return []
        },
        Command(
            "go-message",
            "Show the next or the previous message",
            arguments: [Argument("direction", oneOf: ["next", "previous"])],
            disabled: noSelection
        ) { model, arguments in
            model.modifyPane { $0.messages.go(arguments.first == "previous" ? -1 : 1) }
            return []
        },
        Command(
            "scroll-message",
            "Scroll the message under the table",
            arguments: [Argument("direction", oneOf: ["up", "down"])],
            disabled: noSelection
        ) { model, arguments in
            model.modifyPane { $0.scroll(arguments.first == "up" ? -1 : 1) }
            return []
        },
        Command(
            "filter-messages",
            "Show only some of the messages: > or <, a type, !type, text",
            arguments: [Argument("filter", isOptional: true, takesRest: true)],
            disabled: notOpen,
            run: filter
        ),
        Command(
            "copy-message",
            "Copy the message, or all shown",
            arguments: [Argument("form", isOptional: true, oneOf: MessageForms.builtIn.map(\.keyword))],
            disabled: noSelection,
            run: copy
        ),
        Command(
            "save-message",
            "Save the message",
            arguments: [Argument("path", isOptional: true, takesRest: true)],
            disabled: noSelection
        ) { model, arguments throws(CommandError) in try CopyCommands.save(.message, arguments.first, &model) },
        Command(
            "save-messages",
            "Save all messages shown",
            arguments: [Argument("path", isOptional: true, takesRest: true)],
            disabled: noSelection
        ) { model, arguments throws(CommandError) in try CopyCommands.save(.messages, arguments.first, &model) },
    ]

    /// Why there is no page of messages to act on.
    @Sendable static func notOpen(_ model: Model) -> String? {
        guard let pane = model.pane else { return "no flow is open: enter opens one" }
        guard pane.tabs.contains(.messages) else { return "this flow has no messages" }
        return pane.tab == .messages ? nil : "the messages are not shown: 6 shows them"
    }

    @Sendable static func noSelection(_ model: Model) -> String? {
        notOpen(model) ?? (model.pane?.messages.cursor == nil ? "there is no message in the table" : nil)
    }

    @Sendable private static func notWhole(_ model: Model) -> String? {
        notOpen(model) ?? (model.pane?.messages.isWhole == true ? nil : "the table of messages is shown")
    }

    @Sendable private static func filter(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        let earlier = model.pane?.messages.filter.text ?? ""
        guard let text = arguments.first else {
            model.ask(MessageFilterPrompt(earlier: earlier), text: earlier)
            return []
        }
        if let error = model.pane?.messageFilter(text).error { throw CommandError(error.description) }
        model.modifyPane { $0.filterMessages(text) }
        return []
    }

    @Sendable private static func copy(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        if let keyword = arguments.first {
            guard MessageForms.named(keyword) != nil else {
                let known = MessageForms.builtIn.map(\.keyword).joined(separator: ", ")
                throw CommandError("there is no form \(keyword): \(known)")
            }
            return model.copyMessages(keyword)
        }
        if let messages = model.pane?.messages { model.open(CopyMenu(messages)) }
        return []
    }
}

extension MessageTable {
    /// Shows the message under the cursor as a whole; whatever comes, it stays.
    fileprivate mutating func open() {
        stay()
        isWhole = true
    }

    fileprivate mutating func go(_ count: Int) {
        guard let cursorRow else { return }
        choose(row: cursorRow + count)
        if isWhole { stay() }
    }
}

extension DetailPane {
    func messageFilter(_ text: String) -> MessageFilter {
        MessageFilter(text, types: MessageSources.source(of: flow)?.types ?? [])
    }

    /// Lists what the filter lets through; one that cannot be read changes nothing.
    mutating func filterMessages(_ text: String) {
        let filter = messageFilter(text)
        if filter.error == nil { messages.setFilter(filter, of: flow.id) }
    }
}

/// `f` on the page of messages: the table follows while typing.
struct MessageFilterPrompt: PromptPurpose {
    /// What was shown before, to go back to.
    let earlier: String

    /// What can stand in a filter.
    static let words: [(text: String, help: String)] = [
        (">, <", "From the client, from the server"),
        ("text, binary, ping, pong, close", "Messages of the type; several mean any of them"),
        ("message, comment, row, trailers", "Parts of a body; an event also by its own name or id"),
        ("injected", "Messages sent by you"),
        ("a word, \"a text\"", "The payload has this text, whatever the case"),
        ("!ping, !\"a text\"", "Not so"),
        ("~json '$.price > 17'", "JSON of which that is so"),
    ]

    var label: String { "messages" }

    func changed(_ text: String, in model: inout Model) -> [Effect] {
        model.modifyPane { $0.filterMessages(text) }
        return []
    }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        // Its hint says what is wrong.
        if model.pane?.messageFilter(text).error != nil { model.ask(self, text: text) }
        return changed(text, in: &model)
    }

    func cancelled(in model: inout Model) -> [Effect] {
        changed(earlier, in: &model)
    }

    func completions(of textBeforeCursor: String, in model: Model) -> CompletionList {
        let word = textBeforeCursor.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
        let stem = word.hasPrefix("!") ? word.dropFirst() : word
        let candidates = ([">", "<"] + types(in: model) + ["injected", "~json"]).filter { $0.hasPrefix(stem) }
        return CompletionList(replacing: stem.count, candidates: candidates.map { Completion($0) })
    }

    private func types(in model: Model) -> [String] {
        model.pane.flatMap { MessageSources.source(of: $0.flow)?.types } ?? []
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        if let error = model.pane?.messageFilter(prompt.text).error {
            let trailing = model.pane?.messages.countText ?? ""
            return PromptHint(trailing: trailing, text: error.explanation, errorRange: error.range)
        }
        let types = types(in: model).prefix(3)
        let words = (types + types.suffix(1).map { "!\($0)" }).joined(separator: ", ")
        return PromptHint(
            trailing: model.pane?.messages.countText ?? "",
            text: "> or < (from client, server), \(words), words of the payload, \"quoted text\""
        )
    }
}

/// Keys of the page of messages.
enum MessageKeys {
    static let rows: [KeyBinding] =
        [
            KeyBinding(.messages, "enter", runs: "open-message", footer: "open", rank: 1),
            KeyBinding(.messages, "f", runs: "filter-messages", footer: "filter", rank: 1),
            KeyBinding(.messages, "J", runs: "scroll-message down", help: "Scroll the message down"),
            KeyBinding(.messages, "K", runs: "scroll-message up", help: "Scroll the message up"),
        ] + acts(in: .messages) + [
            KeyBinding(.message, "l", "right", runs: "go-message next", help: "Next message"),
            KeyBinding(.message, "h", "left", runs: "go-message previous", help: "Previous message"),
            KeyBinding(.message, "q", runs: "close-message", footer: "back", rank: 9),
        ] + acts(in: .message)

    private static func acts(in context: KeyContext) -> [KeyBinding] {
        [
            KeyBinding(context, "i", runs: "inject", footer: "inject", rank: 2),
            KeyBinding(context, "y", runs: "copy-message", footer: "copy", rank: 4),
            KeyBinding(context, "w", runs: "save-message"),
            KeyBinding(context, "W", runs: "save-messages"),
        ]
    }
}

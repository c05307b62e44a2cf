/// Commands of the help.
enum HelpCommands {
    static let all: [Command] = [
        Command("help", "Show all keys, marks, filter terms and commands") { model, _ in
            guard model.screens[HelpScreen.self] == nil else {
                model.close(HelpScreen.self)
                return []
            }
            model.open(HelpScreen(askedIn: model.contexts))
            return []
        },
        Command(
            "search-help",
            "Show only the help that contains a text",
            disabled: { $0.screens[HelpScreen.self] == nil ? "help is not open: ? opens it" : nil }
        ) { model, _ in
            let query = model.screens[HelpScreen.self]?.query ?? ""
            model.ask(NarrowPrompt<HelpScreen>(earlier: query), text: query)
            return []
        },
    ]
}

/// Keys of the help.
enum HelpKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.help, "/", runs: "search-help", footer: "search", rank: 1),
        KeyBinding(.help, "q", runs: "back", footer: "back", rank: 9),
    ]
}

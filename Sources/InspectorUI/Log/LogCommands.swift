/// Commands of the log.
enum LogCommands {
    static let all: [Command] = [
        Command("log", "Show what the proxy says about its work") { model, _ in
            model.open(LogScreen())
            return []
        },
        Command(
            "search-log",
            "Show only the log lines that contain a text",
            disabled: { $0.screens[LogScreen.self] == nil ? "the log is not open: L opens it" : nil }
        ) { model, _ in
            let query = model.screens[LogScreen.self]?.query ?? ""
            model.ask(NarrowPrompt<LogScreen>(earlier: query), text: query)
            return []
        },
    ]
}

/// Keys of the log.
enum LogKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.log, "/", runs: "search-log", footer: "search", rank: 1),
        KeyBinding(.log, "q", runs: "back", footer: "back", rank: 9),
    ]
}

/// Commands of the list.
enum ListCommands {
    static let all: [Command] = [
        Command("follow", "Keep the newest flow in sight, or stop that") { model, _ in
            model.list.follow = model.list.follow == .on ? .off : .on
            model.list.fit(rows: model.listPage)
            return []
        },
        Command(
            "focus-next",
            "Give the keys to the pane beside the list",
            disabled: { $0.isSplit ? nil : "nothing is open beside the list" }
        ) { model, _ in
            model.focus = .screen
            return []
        },
    ]
}

/// Keys of the list, and of the flow in focus wherever it shows.
enum ListKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.list, "enter", runs: "open", footer: "open"),
        KeyBinding(.list, "tab", runs: "focus-next"),
        KeyBinding(.list, "F", runs: "follow"),
        KeyBinding(.list, "S", runs: "sort-menu", footer: "sort"),
        KeyBinding(.list, "z", runs: "clear", help: "Delete all flows"),
        KeyBinding(.list, "Z", runs: "clear hidden", help: "Delete the flows that the filter hides"),

        KeyBinding(.flow, "e", runs: "edit", footer: "edit"),
        KeyBinding(.flow, "r", runs: "replay", footer: "replay"),
        KeyBinding(.flow, "b", runs: "block", footer: "block"),
        KeyBinding(.flow, "y", runs: "copy", footer: "copy"),
        KeyBinding(.flow, "w", runs: "save"),
        KeyBinding(.flow, "m", runs: "mark"),
        KeyBinding(.flow, "d", runs: "delete"),
    ]
}

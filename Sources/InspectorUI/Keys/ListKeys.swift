/// Keys of the list, and of the flow in focus wherever it shows.
enum ListKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.list, "enter", runs: "open", footer: "open", rank: 1),
        KeyBinding(.list, "f", runs: "filter", footer: "filter", rank: 2, help: "Filter the list"),
        KeyBinding(.list, "/", runs: "search"),
        KeyBinding(.list, "tab", "ctrl w", runs: "focus-next"),
        KeyBinding(.list, "F", runs: "follow"),
        KeyBinding(.list, "S", runs: "sort-menu", footer: "sort", rank: 8),
        KeyBinding(.list, "t", runs: "endpoints", footer: "endpoints", rank: 8),
        KeyBinding(.list, "U", runs: "unmark-all"),
        KeyBinding(.list, "D", runs: "delete-marked"),
        KeyBinding(.list, "z", runs: "clear", help: "Delete all flows"),
        KeyBinding(.list, "Z", runs: "clear hidden", help: "Delete the flows that the filter hides"),

        KeyBinding(.flow, "e", runs: "edit", footer: "edit", rank: 3),
        KeyBinding(.flow, "r", runs: "replay", footer: "replay", rank: 4),
        KeyBinding(.flow, "b", runs: "block", footer: "block", rank: 5),
        KeyBinding(.flow, "y", runs: "copy", footer: "copy", rank: 7),
        KeyBinding(.flow, "w", runs: "save"),
        KeyBinding(.flow, "P", runs: "pass-through"),
        KeyBinding(.flow, "m", runs: "mark"),
        KeyBinding(.flow, ")", runs: "jump next error", help: "To the next error"),
        KeyBinding(.flow, "(", runs: "jump previous error", help: "To the error before"),
        KeyBinding(.flow, "'", runs: "jump next marked", help: "To the next marked flow"),
        KeyBinding(.flow, "\"", runs: "jump previous marked", help: "To the marked flow before"),
        KeyBinding(.flow, "}", runs: "jump next endpoint", help: "To the next flow of the same endpoint"),
        KeyBinding(.flow, "{", runs: "jump previous endpoint", help: "To the flow of the same endpoint before"),
        KeyBinding(.flow, "ctrl g", runs: "goto", help: "To a time of day, or a flow's number"),
        KeyBinding(.flow, "d", runs: "delete"),
    ]
}

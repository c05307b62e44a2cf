/// Keys of no particular screen.
enum GlobalKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.global, "R", runs: "rules", footer: "rules", rank: 6),
        KeyBinding(.global, "s", runs: "hits"),
        KeyBinding(.global, "u", runs: "undo"),
        KeyBinding(.global, "p", runs: "pause"),
        KeyBinding(.global, "T", runs: "passed-through"),
        KeyBinding(.global, "L", runs: "log"),
        KeyBinding(.global, ":", runs: "command", footer: "command", rank: 9),
        KeyBinding(.global, "Q", runs: "quit"),

        KeyBinding(.moving, "j", "down", runs: "move down", help: "Down"),
        KeyBinding(.moving, "k", "up", runs: "move up", help: "Up"),
        KeyBinding(.moving, "g", "home", runs: "move top", help: "To the first"),
        KeyBinding(.moving, "G", "end", runs: "move bottom", help: "To the last"),
        KeyBinding(.moving, "ctrl d", runs: "move half-page-down", help: "Half a page down"),
        KeyBinding(.moving, "ctrl u", runs: "move half-page-up", help: "Half a page up"),
        KeyBinding(.moving, "ctrl f", "page down", "space", runs: "move page-down", help: "A page down"),
        KeyBinding(.moving, "ctrl b", "page up", runs: "move page-up", help: "A page up"),
        KeyBinding(.moving, "left", runs: "move left", help: "Left"),
        KeyBinding(.moving, "right", runs: "move right", help: "Right"),
        KeyBinding(.moving, "?", "f1", runs: "help", footer: "help", rank: 9),
        KeyBinding(.moving, "q", "esc", runs: "back", help: "Back"),

        KeyBinding(.always, "ctrl l", runs: "redraw"),
        KeyBinding(.always, "ctrl z", runs: "suspend"),
        KeyBinding(.always, "ctrl c", runs: "interrupt"),
    ]
}

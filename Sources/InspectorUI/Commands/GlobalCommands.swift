/// Commands of no particular screen.
enum GlobalCommands {
    static let all: [Command] = [
        Command(
            "move",
            "Move the cursor or the view",
            arguments: [Argument("direction", oneOf: Motion.allCases.map(\.rawValue))],
            run: move
        ),
        Command("back", "Close what is on top") { model, _ in
            guard model.screens.isEmpty else {
                model.closeScreen()
                return []
            }
            model.say("Q quits")
            return []
        },
        Command("command", "Type a command") { model, _ in
            model.ask(CommandPrompt())
            return []
        },
        Command(
            "undo",
            "Take back the last deletion",
            disabled: { $0.undo.steps.isEmpty ? "nothing to undo" : nil }
        ) { model, _ in
            guard let step = model.undoLast() else { return [] }
            model.say("undone: \(step.what)")
            return step.effects
        },
        Command(
            "pause",
            "Pass traffic without recording it, or record again",
            disabled: { $0.proxy.listenAddress.isEmpty ? "nothing listens: a file is shown" : nil }
        ) { model, _ in
            [.setRecording(isPaused: !model.proxy.isRecordingPaused)]
        },
        Command("redraw", "Draw the screen again") { _, _ in [.redraw] },
        Command("suspend", "Stop this program until the shell continues it") { _, _ in [.suspend] },
        Command("interrupt", "Quit, when pressed twice") { model, _ in
            guard model.toast?.notice.text == interruptNotice else {
                model.say(interruptNotice)
                return []
            }
            return [.quit]
        },
        Command("quit", "End Sluice") { _, _ in [.quit] },
    ]

    private static let interruptNotice = "once more quits"

    private static func move(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        guard let name = arguments.first, let motion = Motion(rawValue: name) else {
            throw CommandError("move goes \(Motion.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard let screen = model.focusedScreen else {
            model.moveInList(motion)
            return []
        }
        return type(of: screen).move(motion, in: &model)
    }
}

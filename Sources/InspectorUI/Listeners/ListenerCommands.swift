import FlowKit

/// Commands on the ways in.
enum ListenerCommands {
    static let all: [Command] = [
        Command("listeners", "Show where and how clients connect") { model, _ in
            if model.screens.top is ListenersScreen { return [] }
            model.close(ListenersScreen.self)
            model.open(ListenersScreen())
            return []
        },
        Command(
            "listen",
            "Begin to listen in one more place, such as socks5@127.0.0.1:1080",
            arguments: [
                Argument("listener", isOptional: true, takesRest: true) { _ in
                    ListenerMode.examples.map { Completion($0) }
                }
            ]
        ) { model, arguments throws(CommandError) in
            guard let text = arguments.first else {
                model.ask(ListenerPrompt())
                return []
            }
            do throws(ListenerSpecError) {
                return [.addListener(try ListenerSpec(text))]
            } catch {
                throw CommandError(error.description)
            }
        },
        Command(
            "unlisten",
            "Stop accepting connections in one place; those that are open go on",
            arguments: [
                Argument("address", isOptional: true) { model in
                    model.proxy.listeners.map {
                        Completion($0.spec.address.description, help: $0.spec.mode.description)
                    }
                }
            ],
            disabled: { $0.proxy.listeners.isEmpty ? "nothing listens" : nil }
        ) { model, arguments throws(CommandError) in
            guard let text = arguments.first else {
                guard let selected = ListenersScreen.selected(in: model) else {
                    throw CommandError("unlisten needs an address: \(model.proxy.listeners[0].spec.address)")
                }
                return [.removeListener(selected.spec.address)]
            }
            guard let address = ListenAddress(text) else {
                throw CommandError("'\(text)' is not an address like 127.0.0.1:8080")
            }
            return [.removeListener(address)]
        },
    ]
}

/// Keys of the screen of listeners.
enum ListenerKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.listeners, "a", runs: "listen", footer: "add", rank: 1, help: "Add a listener"),
        KeyBinding(.listeners, "d", runs: "unlisten", footer: "remove", rank: 2, help: "Remove the listener"),
        KeyBinding(.listeners, "q", runs: "back", footer: "back", rank: 9),
    ]
}

/// Asks for a listener to add.
struct ListenerPrompt: PromptPurpose {
    var label: String { "listen" }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        guard !text.isEmpty else { return [] }
        do throws(ListenerSpecError) {
            return [.addListener(try ListenerSpec(text))]
        } catch {
            model.ask(self, text: text)
            model.say(.error(error.message))
            return []
        }
    }

    func completions(of textBeforeCursor: String, in model: Model) -> CompletionList {
        let candidates = ListenerMode.examples.filter { $0.hasPrefix(textBeforeCursor) }.map { Completion($0) }
        return CompletionList(replacing: textBeforeCursor.count, candidates: candidates)
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        guard !prompt.text.isEmpty else {
            return PromptHint(text: "HOST:PORT for an HTTP proxy, or MODE@HOST:PORT: tab goes through the modes")
        }
        do throws(ListenerSpecError) {
            let spec = try ListenerSpec(prompt.text)
            return PromptHint(text: "enter listens: \(spec)")
        } catch {
            return PromptHint(text: error.message, errorRange: error.range)
        }
    }

    func keepsInHistory(_ text: String) -> Bool { !ListenerSpec.mayHoldPassword(text) }
}

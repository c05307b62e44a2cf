import FlowKit
import TerminalKit

/// The whole behaviour: what a message changes, and what the world is asked to do.
package func update(_ model: inout Model, _ message: UIMessage) -> [Effect] {
    switch message {
    case .time(let now):
        model.now = now
        model.rate.tick(now)
        model.expire()
    case .snapshot(let snapshot):
        model.snapshot = snapshot
        if let newest = snapshot.last { model.rate.saw(newest: newest.id) }
        model.list.show(snapshot.ids, rows: model.listPage)
    case .proxy(let status):
        model.proxy = status
    case .log(let lines):
        model.log.append(lines)
    case .notice(let notice):
        model.say(notice)
    case .terminal(let event):
        return model.update(event)
    }
    return []
}

extension Model {
    fileprivate mutating func update(_ event: TerminalEvent) -> [Effect] {
        switch event {
        case .resize(let size):
            self.size = size
            list.fit(rows: listPage)
            return []
        case .terminate:
            return [.quit]
        case .standardError(let line):
            log.append([LogLine(time: now, level: .warning, text: line)])
            return []
        case .focus:
            return []
        case .mouse(let mouse):
            return prompt == nil ? click(mouse) : []
        case .key, .paste:
            return prompt == nil ? press(event) : updatePrompt(event)
        }
    }

    private mutating func press(_ event: TerminalEvent) -> [Effect] {
        let contexts = contexts
        let context = Array(contexts.prefix(1))
        let others = Array(contexts.dropFirst())
        // The screen's own rows first, then what it takes itself (text), then what holds more widely.
        return runBinding(event, in: context) ?? handleByScreen(event) ?? runBinding(event, in: others) ?? []
    }

    private mutating func runBinding(_ event: TerminalEvent, in contexts: [KeyContext]) -> [Effect]? {
        guard case .key(let key) = event, let binding = KeyMap.standard.binding(for: key, in: contexts) else {
            return nil
        }
        return run(binding.commandLine)
    }

    private mutating func handleByScreen(_ event: TerminalEvent) -> [Effect]? {
        guard let screen = focusedScreen else { return nil }
        return type(of: screen).handle(event, in: &self)
    }

    /// Runs a command line; what is wrong with it is said in the message line.
    package mutating func run(_ commandLine: String) -> [Effect] {
        do {
            return try Commands.builtIn.run(commandLine, in: &self)
        } catch {
            say(.error(error.message))
            return []
        }
    }

    private mutating func click(_ mouse: Mouse) -> [Effect] {
        if let top = screens.top {
            let area = area(of: top)
            if area.contains(mouse.position) {
                if mouse.action == .press { focus = .screen }
                let place = mouse.position
                let local = Point(column: place.column - area.origin.column, row: place.row - area.origin.row)
                return type(of: top).handle(.mouse(Mouse(mouse.action, at: local)), in: &self) ?? []
            }
            guard case .besideList = top.layout(in: self) else { return [] }
        }
        let area = frames.list
        guard area.contains(mouse.position) else { return [] }
        let row = mouse.position.row - area.origin.row
        return clickList(mouse.action, column: mouse.position.column - area.origin.column, row: row)
    }
}

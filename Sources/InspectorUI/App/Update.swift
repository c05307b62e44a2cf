import FlowKit
import TerminalKit

/// The whole behaviour: what a message changes, and what the world is asked to do.
package func update(_ model: inout Model, _ message: UIMessage) -> [Effect] {
    let effects = take(message, &model)
    return effects + model.refreshScreens() + model.refreshColumns() + model.endpointEffects()
}

private func take(_ message: UIMessage, _ model: inout Model) -> [Effect] {
    switch message {
    case .time(let now):
        model.now = now
        model.rate.tick(now)
        model.expire()
    case .listing(let listing):
        if listing.snapshot.totals.hasSpillingFailed, !model.snapshot.totals.hasSpillingFailed {
            let text = "the disk takes no more bodies: from now on memory alone holds them (the log says why)"
            model.say(Notice(text, level: .warning))
        }
        model.list.show(listing)
        if let newest = listing.snapshot.last {
            if newest.source == .file { model.rate.skip(to: newest.id) } else { model.rate.saw(newest: newest.id) }
        }
    case .endpoints(let table):
        model.take(table)
    case .proxy(let status):
        model.proxy = status
    case .rules(let status):
        model.rules = status
    case .passThrough(let set):
        model.passThrough = set
    case .log(let lines):
        model.log.append(lines)
    case .rendered(let result):
        model.take(result)
    case .columnsRead(let answer):
        model.columns.take(answer)
    case .listed(let answer):
        model.take(answer)
    case .scanned(let answer):
        model.take(answer)
    case .searched(let report):
        model.search.take(report)
    case .injected(let id, let obstacle):
        model.injectionEnded(id, obstacle: obstacle)
    case .counted(let answer):
        model.screens.modify(BlockPopup.self) { $0.take(answer) }
    case .composed(let answer):
        return [.copy(answer.bytes, what: answer.what)]
    case .editable(let answer):
        return model.take(answer)
    case .fileExists(let job):
        model.ask(OverwritePrompt(job: job))
    case .externallyEdited(let id, let text):
        model.takeExternalText(text, of: id)
    case .notice(let notice):
        model.say(notice)
    case .terminal(let event):
        return model.update(event)
    }
    return []
}

extension Model {
    fileprivate mutating func refreshScreens() -> [Effect] {
        screens.screens.flatMap { type(of: $0).refresh(in: &self) }
    }

    fileprivate mutating func update(_ event: TerminalEvent) -> [Effect] {
        switch event {
        case .resize(let size):
            resize(to: size)
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
                return type(of: top).handle(.mouse(mouse.moved(to: area)), in: &self) ?? []
            }
            guard case .besideList = top.layout(in: self) else { return [] }
        }
        let area = frames.list
        guard area.contains(mouse.position) else { return [] }
        return handleList(mouse.moved(to: area))
    }
}

extension Mouse {
    /// The same act with its place counted from the top left of an area.
    fileprivate func moved(to area: Rect) -> Mouse {
        let column = position.column - area.origin.column
        return Mouse(action, at: Point(column: column, row: position.row - area.origin.row))
    }
}

package import FlowKit

/// Commands on what is relayed unread.
enum PassThroughCommands {
    static let all: [Command] = [
        Command(
            "pass-through",
            "Relay the host's TLS unread from its next connection on, or intercept it again",
            arguments: [Argument("hosts", isOptional: true, takesRest: true, values: hosts)],
            disabled: { $0.proxy.listenAddress.isEmpty ? "nothing listens: a file is shown" : nil },
            run: passThrough
        ),
        Command("passed-through", "Show the hosts whose TLS is relayed unread") { model, _ in
            if model.screens.top is PassThroughScreen { return [] }
            model.close(PassThroughScreen.self)
            model.open(PassThroughScreen())
            return []
        },
        Command("intercept", "Intercept the hosts in this row again", disabled: noRow) { model, _ in
            guard let entry = PassThroughScreen.selected(in: model) else { return [] }
            return intercept(entry, in: &model)
        },
    ]

    private static func passThrough(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        let text = if let typed = arguments.first { typed } else { try host(in: model) }
        let hosts: HostPattern
        do {
            hosts = try HostPattern(text)
        } catch {
            throw CommandError(error.explanation)
        }
        if let entry = model.passThrough.entries.first(where: { $0.hosts == hosts && !$0.hasExpired(at: model.now) }) {
            return intercept(entry, in: &model)
        }
        let entry = PassThroughSet.Entry(hosts, source: .person)
        let undo = Effect.setPassThrough(entry, isOn: false)
        model.didDestroy(UndoStep("\(hosts.text) is passed through from its next connection on", effects: [undo]))
        return [.setPassThrough(entry, isOn: true)]
    }

    private static func host(in model: Model) throws(CommandError) -> String {
        if let reason = FlowCommands.noSelection(model) { throw CommandError(reason) }
        guard let flow = model.flowInFocus, !flow.request.origin.host.isEmpty else {
            throw CommandError("the flow names no host")
        }
        return flow.tunnel?.serverName ?? flow.request.origin.host
    }

    private static func intercept(_ entry: PassThroughSet.Entry, in model: inout Model) -> [Effect] {
        let undo = Effect.setPassThrough(entry, isOn: true)
        model.didDestroy(UndoStep("\(entry.hosts.text) is intercepted again", effects: [undo]))
        return [.setPassThrough(entry, isOn: false)]
    }

    @Sendable private static func hosts(_ model: Model) -> [Completion] {
        guard let flow = model.flowInFocus else { return [] }
        return BlockScope.scopes(for: flow).filter { $0.kind == .host || $0.kind == .hostAndSubdomains }
            .map { Completion($0.text, help: $0.name) }
    }

    @Sendable private static func noRow(_ model: Model) -> String? {
        if model.screens[PassThroughScreen.self] == nil { return "the hosts passed through are not open: T opens them" }
        return PassThroughScreen.selected(in: model) == nil ? "no host is passed through: P on a flow does it" : nil
    }
}

/// Keys of the hosts that are passed through.
enum PassThroughKeys {
    static let rows: [KeyBinding] = [
        KeyBinding(.passThrough, "d", runs: "intercept", footer: "intercept again", rank: 1),
        KeyBinding(.passThrough, "T", runs: "back", help: "Back"),
        KeyBinding(.passThrough, "q", runs: "back", footer: "back", rank: 9),
    ]
}

extension Notice {
    /// What to say about a flow that shows its client to pin a certificate; `nil`: it does not.
    package init?(pinningIn flow: Flow) {
        guard flow.error?.code == .clientPins else { return nil }
        let host = flow.client?.tls?.serverName ?? flow.request.origin.host
        self.init("a client refuses our certificate for \(host) time and again: P passes it through", level: .warning)
    }
}

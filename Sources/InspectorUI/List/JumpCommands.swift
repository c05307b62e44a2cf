import FlowKit

/// Commands that go to another row: a moment's, a number's, the next of a kind.
enum JumpCommands {
    static let all: [Command] = [
        Command(
            "goto",
            "Go to the flow of a time of day or a number",
            arguments: [Argument("place", isOptional: true)],
            disabled: noRows,
            run: goTo
        ),
        Command(
            "jump",
            "Go to the next or the previous error, marked flow, or flow of the same endpoint",
            arguments: [
                Argument("direction", oneOf: FlowListing.Direction.allCases.map(\.rawValue)),
                Argument("kind", oneOf: Jump.allCases.map(\.rawValue)),
            ],
            disabled: noRows,
            run: jump
        ),
    ]

    @Sendable private static func noRows(_ model: Model) -> String? {
        model.list.rows.isEmpty ? "there is no flow in the list" : nil
    }

    private static func goTo(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        guard let text = arguments.first else {
            model.ask(GotoPrompt())
            return []
        }
        model.choose(row: try Goto(text).row(in: model))
        return []
    }

    private static func jump(_ model: inout Model, _ arguments: [String]) throws(CommandError) -> [Effect] {
        guard let direction = FlowListing.Direction(rawValue: arguments[0]), let jump = Jump(rawValue: arguments[1])
        else {
            let kinds = Jump.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandError("jump goes next or previous, and to \(kinds)")
        }
        let (rows, start) = (model.list.rows, model.list.selectedRow)
        guard let row = rows.row(direction, from: start, where: jump.test(in: model)) else {
            throw CommandError("\(jump.nothing) \(direction == .next ? "below" : "above")")
        }
        model.choose(row: row)
        return []
    }
}

/// What to jump to: a flow that failed or was answered with an error, one with a mark, one like that in focus.
enum Jump: String, CaseIterable {
    case error
    case marked
    case endpoint

    /// What is said where there is none.
    var nothing: String {
        switch self {
        case .error: "no flow that failed"
        case .marked: "no marked flow"
        case .endpoint: "no flow of this endpoint"
        }
    }

    func test(in model: Model) -> (FlowID, FlowListing.Place) -> Bool {
        switch self {
        case .error: { _, place in place.flags.contains(.error) || place.status >= 400 }
        case .marked: { _, place in place.flags.contains(.marked) }
        case .endpoint: model.selectedFlow.map { Self.isSameEndpoint(as: $0, model.snapshot) } ?? { _, _ in false }
        }
    }

    /// The same method, host and path but for its ids, by the columns; flows that those say too little of are made.
    private static func isSameEndpoint(
        as flow: Flow,
        _ snapshot: FlowSnapshot
    ) -> (FlowID, FlowListing.Place) -> Bool {
        let (method, host) = (flow.request.method, flow.request.origin.host)
        let template = PathTemplate(of: flow.request)
        // What comes before the first id tells most paths apart.
        let start = Array(template.text.utf8.prefix { $0 != UInt8(ascii: "{") })
        return { id, place in
            guard place.segment.methods.may(place.method, be: method), place.segment.hosts.may(place.host, be: host)
            else { return false }
            if [place.method, place.host, place.path].allSatisfy(\.isListed), method != "CONNECT" {
                return place.segment.paths.withUTF8(of: place.path) {
                    $0.starts(with: start) && PathTemplate($0) == template
                }
            }
            guard let other = snapshot[id]?.request else { return false }
            return other.method == method && other.origin.host == host && PathTemplate(of: other) == template
        }
    }
}

extension SymbolTable {
    /// Whether a symbol may stand for a text.
    fileprivate func may(_ symbol: Symbol, be text: String) -> Bool {
        !symbol.isListed || withUTF8(of: symbol) { $0.elementsEqual(text.utf8) }
    }
}

/// What `:goto` is given.
enum Goto {
    /// Seconds since midnight.
    case time(Int)
    case flow(FlowID)

    init(_ text: String) throws(CommandError) {
        if let number = Int(text), number > 0 {
            self = .flow(FlowID(number))
        } else if case .timeOfDay(let first, _) = TimeWindow(text), !text.contains("-") {
            self = .time(first)
        } else {
            throw CommandError("goto takes a time such as 12:30:05, or a flow's number, not \(text)")
        }
    }

    func row(in model: Model) throws(CommandError) -> Int {
        let rows = model.list.rows
        switch self {
        case .flow(let id):
            if let row = rows.row(of: id) { return row }
            guard model.snapshot[id] == nil else {
                throw CommandError("the filter hides flow \(id): show-all lifts it")
            }
            throw CommandError("there is no flow \(id)")
        case .time(let second):
            guard let row = Self.row(of: second, rows, utcOffset: model.utcOffset) else {
                throw CommandError("there is no flow in the list")
            }
            return row
        }
    }

    /// The row of the first flow that began at that time of day or later, or else of the last one before it. The day is that
    /// of the newest flow, or the one before where the newest has not come so far.
    private static func row(of second: Int, _ rows: FlowListing, utcOffset: Int) -> Int? {
        var (oldest, newest) = (Int64.max, Int64.min)
        rows.forEachRow { _, place in
            oldest = min(oldest, place.started.nanoseconds)
            newest = max(newest, place.started.nanoseconds)
            return true
        }
        guard oldest <= newest else { return nil }
        let (giga, day) = (Int64(1_000_000_000), Int64(86_400))
        let local = newest / giga + Int64(utcOffset)
        let midnight = local - (local % day + day) % day
        var moment = (midnight + Int64(second) - Int64(utcOffset)).multipliedReportingOverflow(by: giga).partialValue
        if moment > newest, oldest <= moment &- day * giga { moment &-= day * giga }
        var after: (id: FlowID, started: Int64)?
        var before: (id: FlowID, started: Int64)?
        rows.forEachRow { id, place in
            let started = place.started.nanoseconds
            if started >= moment {
                if after.map({ started < $0.started }) ?? true { after = (id, started) }
            } else if before.map({ started > $0.started }) ?? true {
                before = (id, started)
            }
            return true
        }
        return (after ?? before).flatMap { rows.row(of: $0.id) }
    }
}

/// Asks where to go.
struct GotoPrompt: PromptPurpose {
    var label: String { "go to" }

    func accepted(_ text: String, in model: inout Model) -> [Effect] {
        text.isEmpty ? [] : model.run("goto \(text)")
    }

    func hint(_ prompt: Prompt, in model: Model) -> PromptHint {
        PromptHint(text: "a time such as 12:30:05, or a flow's number")
    }
}

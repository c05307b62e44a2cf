/// Judges flows of one segment by a filter, a chunk at a time: by columns where they tell, else by making the flow.
struct SegmentJudge {
    private let filter: Filter
    private let segment: FlowSegment
    private let answers: SegmentAnswers
    private let context: FilterContext
    private let shortfall = FilterShortfall()
    /// Asked before each flow that is made: true ends the work, whose result is then void.
    private let isStopped: () -> Bool
    private var known: [Int: TextAnswers] = [:]
    private var urls: URLMemory
    /// The chunk at hand, and what was noted about it.
    private var chunk = 0
    private(set) var short = SlotSet.none
    private(set) var wasStopped = false

    init(
        _ filter: Filter,
        _ segment: FlowSegment,
        answers: SegmentAnswers = SegmentAnswers(),
        context: FilterContext,
        isStopped: @escaping () -> Bool = { false }
    ) {
        self.filter = filter
        self.segment = segment
        self.answers = answers
        self.isStopped = isStopped
        var context = context
        context.shortfall = shortfall
        self.context = context
        urls = URLMemory()
    }

    /// Those of some flows of a chunk, all of them there, that match; `short` then says which were searched in part only.
    mutating func judge(chunk index: Int, _ slots: SlotSet) -> SlotSet {
        chunk = index
        short = .none
        return judge(filter.root, slots)
    }

    private mutating func judge(_ node: FilterNode, _ slots: SlotSet) -> SlotSet {
        guard !slots.isEmpty, !wasStopped else { return .none }
        switch node {
        case .term(let test): return judge(test, slots)
        case .not(let inner): return slots.subtracting(judge(inner, slots))
        case .and(let nodes):
            var left = slots
            for node in nodes { left = judge(node, left) }
            return left
        case .or(let nodes):
            var yes = SlotSet.none
            for node in nodes { yes = yes.union(judge(node, slots.subtracting(yes))) }
            return yes
        }
    }

    private mutating func judge(_ test: FilterTest, _ slots: SlotSet) -> SlotSet {
        guard let columns = test.columns else { return ask(test.predicate, slots) }
        let answer = answer(columns, key: (test.number + 1) << 4, slots)
        return answer.yes.intersection(slots).union(ask(test.predicate, answer.unsure.intersection(slots)))
    }

    private mutating func ask(_ predicate: FilterPredicate, _ slots: SlotSet) -> SlotSet {
        var yes = SlotSet.none
        slots.forEach { slot in
            guard !wasStopped else { return }
            wasStopped = isStopped()
            guard !wasStopped, let flow = segment.flow(chunk: chunk, slot: slot) else { return }
            if predicate(flow, context) { yes.insert(slot) }
            if shortfall.take() { short.insert(slot) }
        }
        return yes
    }

    // MARK: - Columns

    /// - Parameter key: what the answers about strings are kept under: another one for each test of a filter.
    private mutating func answer(_ test: ColumnTest, key: Int, _ slots: SlotSet) -> ColumnAnswer {
        let flows = segment.chunks[chunk]
        switch test {
        case .constant(let isMatch): return ColumnAnswer(yes: isMatch ? .all : .none)
        case .flags(let all, let none):
            guard flows.columns.occurringFlags.isSuperset(of: all) else { return ColumnAnswer() }
            return ColumnAnswer(
                yes: SlotSet(flows.columns.flags) { $0.rawValue & (all.rawValue | none.rawValue) == all.rawValue }
            )
        case .possible(let flags, let probe):
            guard !flows.columns.occurringFlags.isDisjoint(with: flags) else { return ColumnAnswer() }
            var unsure = SlotSet(flows.columns.flags) { !$0.isDisjoint(with: flags) }
            if let probe, let signatures = context.signatures {
                unsure = unsure.intersection(signatures.candidates(probe, from: segment.id(chunk: chunk, slot: 0)))
            }
            return ColumnAnswer(unsure: unsure)
        case .number(let column, let numbers): return column.answer(flows, numbers)
        case .text(let column, let pattern): return text(column, pattern, flows, key: key)
        case .url(let pattern): return url(pattern, flows, key: key, slots)
        case .endpoint(let pattern): return endpoint(pattern, flows, key: key, slots)
        case .connection(let sides, let test): return connection(sides, test, flows, key: key)
        case .started(let window):
            return ColumnAnswer(
                yes: SlotSet(flows.columns.started) { window.contains(Timestamp(nanoseconds: $0), context) }
            )
        case .not(let inner): return answer(inner, key: key, slots).negated
        case .any(let tests):
            var result = ColumnAnswer()
            for (index, test) in tests.enumerated() {
                result = result.or(answer(test, key: key | (index + 1), slots))
            }
            return result
        }
    }

    private mutating func text(
        _ column: TextColumn,
        _ pattern: Pattern,
        _ flows: FlowChunk,
        key: Int
    ) -> ColumnAnswer {
        let segment = segment
        let known = known(key) {
            let table = column.table(segment)
            let isAsked = column.isOfWireBytes && table.traits.contains(.beyondASCII)
            let unsure = isAsked ? table.symbols { $0.contains { $0 >= 0x80 } } : nil
            return .symbols(table.symbols(matching: pattern), unsure: unsure)
        }
        guard case .symbols(let yes, let unsure) = known else { return ColumnAnswer(unsure: .all) }
        var answer = symbols(column.symbols(flows), yes, unsure)
        if column == .host, flows.columns.occurringFlags.contains(.otherHostField) {
            let others = SlotSet(flows.columns.flags) { $0.contains(.otherHostField) }
            answer.unsure = answer.unsure.union(others.subtracting(answer.yes))
        }
        return answer
    }

    private mutating func connection(
        _ sides: [ConnectionColumn],
        _ test: (Connection) -> Bool,
        _ flows: FlowChunk,
        key: Int
    ) -> ColumnAnswer {
        let table = segment.connections
        let known = known(key) {
            var yes = SymbolSet(count: table.count)
            for index in 0..<table.count {
                let symbol = Symbol(index)
                if let connection = table[symbol], test(connection) { yes.insert(symbol) }
            }
            return .symbols(yes, unsure: nil)
        }
        guard case .symbols(let yes, _) = known else { return ColumnAnswer(unsure: .all) }
        return sides.reduce(ColumnAnswer()) { $0.or(symbols($1.symbols(flows), yes, nil)) }
    }

    private func symbols(_ column: [Symbol], _ yes: SymbolSet, _ unsure: SymbolSet?) -> ColumnAnswer {
        let unlisted = SlotSet(column, equalTo: .unlisted)
        let found = yes.isEmpty ? .none : SlotSet(column) { yes.contains($0) }
        guard let unsure, !unsure.isEmpty else { return ColumnAnswer(yes: found, unsure: unlisted) }
        let doubts = SlotSet(column) { unsure.contains($0) }.union(unlisted)
        return ColumnAnswer(yes: found.subtracting(doubts), unsure: doubts)
    }

    private mutating func url(
        _ pattern: Pattern,
        _ flows: FlowChunk,
        key: Int,
        _ slots: SlotSet
    ) -> ColumnAnswer {
        let segment = segment
        guard case .url(let answers) = known(key, { .url(URLAnswers(pattern, segment)) }) else {
            return ColumnAnswer(unsure: .all)
        }
        var answer = answers.answer(flows)
        guard !answers.isFinal else { return answer }
        let (origins, paths) = (flows.columns.origin, flows.columns.path)
        let candidates = answer.yes.intersection(slots)
        answer.yes = .none
        candidates.forEach { slot in
            if urls.matches(pattern, key: key, origin: origins[slot], path: paths[slot], segment) {
                answer.yes.insert(slot)
            }
        }
        return answer
    }

    private mutating func endpoint(
        _ pattern: EndpointPattern,
        _ flows: FlowChunk,
        key: Int,
        _ slots: SlotSet
    ) -> ColumnAnswer {
        let (origins, methods, paths) = (segment.origins, segment.methods, segment.paths)
        let known = known(key) { .symbols(origins.symbols { pattern.matches(origin: $0) }, unsure: nil) }
        guard case .symbols(let yes, _) = known else { return ColumnAnswer(unsure: .all) }
        let columns = flows.columns
        let there = symbols(columns.origin, yes, nil)
        var answer = ColumnAnswer(unsure: there.unsure)
        there.yes.intersection(slots).forEach { slot in
            let (method, path) = (columns.method[slot], columns.path[slot])
            guard method.isListed, path.isListed else { return answer.unsure.insert(slot) }
            guard methods.withUTF8(of: method, { pattern.matches(method: $0) }) else { return }
            switch paths.withUTF8(of: path, { pattern.matches(listedPath: $0) }) {
            case true?: answer.yes.insert(slot)
            case false?: break
            case nil: answer.unsure.insert(slot)
            }
        }
        return answer
    }

    private mutating func known(_ key: Int, _ make: () -> TextAnswers) -> TextAnswers {
        if let answer = known[key] { return answer }
        let answer = answers.answer(key, make)
        known[key] = answer
        return answer
    }
}

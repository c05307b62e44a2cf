/// Finds the group of a flow, by what the columns of its segment say.
struct FlowGroupNames: Sendable {
    private static let methodLimit = 256

    private let grouping: FlowGrouping
    private let decidedHosts: Set<String>
    private var tree: PathTree
    private var methods: [String: Int] = [:]
    private var methodNames: [String] = []
    /// Of groupings that need no tree.
    private var groupNumbers: [EndpointName: UInt32] = [:]

    /// Groups by what they were found for, within one segment: most flows are like others near them.
    private var known: [UInt64: UInt32] = [:]
    private var knownDictionary: SegmentDictionary?
    /// Where the paths of a method on an origin begin, within one segment.
    private var starts: [UInt64: Start] = [:]
    /// Groups by where their paths begin and what these come to by looks: most paths are like others.
    ///
    /// By hashes of 64 bits, which differ from run to run: that two share one by chance is a matter of theory, and nobody can
    /// bring it about.
    private var templates: [Int: UInt32] = [:]

    private struct Start {
        let method: Int
        let root: Int
        /// False where a person decided about single words.
        let isToldByTemplate: Bool
    }

    private static let templateLimit = 65_536

    init(_ grouping: FlowGrouping, _ overrides: EndpointOverrides, endpointLimit: Int) {
        self.grouping = grouping
        decidedHosts = Set(overrides.entries.map(\.host))
        tree = PathTree(overrides: overrides, endpointLimit: endpointLimit)
    }

    /// - Returns: `nil`: there is no room for its group.
    mutating func group(at place: FlowPlace, in snapshot: FlowSnapshot, _ groups: inout FlowGroups) -> UInt32? {
        let segment = snapshot.segments[place.segment]
        let chunk = segment.chunks[place.chunk]
        if knownDictionary !== segment.dictionary {
            known.removeAll(keepingCapacity: true)
            starts.removeAll(keepingCapacity: true)
            knownDictionary = segment.dictionary
        }
        let key = key(chunk, place.slot)
        if let key, let group = known[key] { return group }
        let group = find(segment, chunk, place, &groups)
        if let key, let group { known[key] = group }
        return group
    }

    /// To be called when groups were merged or given up.
    mutating func forgetPlaces() {
        known = [:]
        starts = [:]
        templates = [:]
        knownDictionary = nil
    }

    /// Lets go of the names of empty groups.
    mutating func prune(_ groups: FlowGroups) {
        forgetPlaces()
        tree.prune { groups.count(of: $0) > 0 }
        groupNumbers = groupNumbers.filter { groups.count(of: $0.value) > 0 }
    }

    func forEachEndpoint(_ body: (UInt32, EndpointName) -> Void) {
        tree.forEachEndpoint { [methodNames] group, method, host, path in
            body(group, EndpointName(.endpoint, method: methodNames[method], host: host, path: path))
        }
    }

    // MARK: - One flow

    /// Equal for flows of one segment that are in the same group for sure; `nil`: that takes a closer look.
    private func key(_ chunk: FlowChunk, _ slot: Int) -> UInt64? {
        switch grouping {
        case .endpoint:
            let symbols = (chunk.columns.method[slot], chunk.columns.origin[slot], chunk.columns.path[slot])
            guard symbols.0.isListed, symbols.1.isListed, symbols.2.isListed else { return nil }
            return UInt64(symbols.0.rawValue) << 32 | UInt64(symbols.1.rawValue) << 16 | UInt64(symbols.2.rawValue)
        case .host:
            let symbol = chunk.columns.origin[slot]
            return symbol.isListed ? UInt64(symbol.rawValue) : nil
        case .connection:
            let symbol = chunk.columns.client[slot]
            return symbol.isListed ? UInt64(symbol.rawValue) : nil
        case .process:
            // It may become known at any time.
            return nil
        }
    }

    private mutating func find(
        _ segment: FlowSegment,
        _ chunk: FlowChunk,
        _ place: FlowPlace,
        _ groups: inout FlowGroups
    ) -> UInt32? {
        switch grouping {
        case .endpoint: return endpoint(segment, chunk, place, &groups)
        case .host: return named(EndpointName(.host, host: host(segment, chunk, place)), &groups)
        case .connection:
            let client = segment.client(chunk: place.chunk, slot: place.slot)
            let name = client.map { $0.remoteAddress } ?? "no connection"
            return named(EndpointName(.connection, host: name, number: client?.id ?? 0), &groups)
        case .process:
            let name = segment.client(chunk: place.chunk, slot: place.slot)?.process?.name ?? ClientProcess.unknownName
            return named(EndpointName(.process, host: name), &groups)
        }
    }

    private mutating func named(_ name: EndpointName, _ groups: inout FlowGroups) -> UInt32? {
        if let group = groupNumbers[name] { return group }
        guard let group = groups.make(name) else { return nil }
        groupNumbers[name] = group
        return group
    }

    private mutating func endpoint(
        _ segment: FlowSegment,
        _ chunk: FlowChunk,
        _ place: FlowPlace,
        _ groups: inout FlowGroups
    ) -> UInt32? {
        let symbols = (chunk.columns.method[place.slot], chunk.columns.path[place.slot])
        guard symbols.0.isListed, symbols.1.isListed else {
            guard let request = segment.flow(chunk: place.chunk, slot: place.slot)?.request else { return nil }
            guard let method = number(of: request.method) else { return nil }
            guard let root = tree.root(of: request.origin.authority) else { return nil }
            return tree.endpoint(method: method, root: root, target: request.pathBytes, in: &groups)
        }
        guard let start = start(segment, chunk, place) else { return nil }
        return segment.paths.withUTF8(of: symbols.1) { path in
            // The authority that a tunnel is asked for is no path.
            let isPath = path.first == UInt8(ascii: "/") || methodNames[start.method] != "CONNECT"
            return endpoint(start, isPath ? path[...] : path[..<0], &groups)
        }
    }

    private mutating func endpoint(
        _ start: Start,
        _ target: Slice<UnsafeBufferPointer<UInt8>>,
        _ groups: inout FlowGroups
    ) -> UInt32? {
        let target = Array(target)[...]
        guard start.isToldByTemplate, target.first != UInt8(ascii: "*") else {
            return tree.endpoint(method: start.method, root: start.root, target: target, in: &groups)
        }
        var hasher = Hasher()
        hasher.combine(start.root)
        hasher.combine(start.method)
        PathTemplate.forEachSegment(of: target) { raw, folded in
            (folded?[...] ?? raw).withUnsafeBytes { hasher.combine(bytes: $0) }
            hasher.combine(UInt8(ascii: "/"))
        }
        let template = hasher.finalize()
        if let group = templates[template] { return group }
        let group = tree.endpoint(method: start.method, root: start.root, target: target, in: &groups)
        if let group {
            if templates.count == Self.templateLimit { templates.removeAll(keepingCapacity: true) }
            templates[template] = group
        }
        return group
    }

    /// `nil`: there is no room for its host or its method.
    private mutating func start(_ segment: FlowSegment, _ chunk: FlowChunk, _ place: FlowPlace) -> Start? {
        let symbols = (chunk.columns.origin[place.slot], chunk.columns.method[place.slot])
        let key = UInt64(symbols.0.rawValue) << 32 | UInt64(symbols.1.rawValue)
        if symbols.0.isListed, let start = starts[key] { return start }
        let host = host(segment, chunk, place)
        guard let method = number(of: segment.methods[symbols.1]), let root = tree.root(of: host) else { return nil }
        let start = Start(method: method, root: root, isToldByTemplate: !decidedHosts.contains(host))
        if symbols.0.isListed { starts[key] = start }
        return start
    }

    private mutating func number(of method: String) -> Int? {
        if let number = methods[method] { return number }
        guard methodNames.count < Self.methodLimit else { return nil }
        methods[method] = methodNames.count
        methodNames.append(method)
        return methodNames.count - 1
    }

    /// As `Origin.authority`.
    private func host(_ segment: FlowSegment, _ chunk: FlowChunk, _ place: FlowPlace) -> String {
        let symbol = chunk.columns.origin[place.slot]
        guard symbol.isListed else {
            return segment.flow(chunk: place.chunk, slot: place.slot)?.request.origin.authority ?? ""
        }
        return segment.origins.withUTF8(of: symbol) { origin in
            let start = origin.firstIndex(of: UInt8(ascii: ":")).map { $0 + 3 } ?? 0
            return String(decoding: origin.dropFirst(start), as: UTF8.self)
        }
    }
}

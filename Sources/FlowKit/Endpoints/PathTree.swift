/// The paths of all hosts as a tree of segments that learns where words are names of things: endpoints hang on its nodes.
///
/// What a segment's looks do not tell, the number of its neighbours does: a place with more than 50 different words
/// becomes `{slug}` (with the words' extension, if they have one). Words that at least 4 % of the flows there have, and 4
/// flows at least, stay words. So do those a person keeps apart, see `EndpointOverrides`. What was folded stays folded.
///
/// Holds 100,000 nodes at most, some 200 bytes each, a quarter of them below one host, which has a quarter of the endpoints
/// there may be at most. What has no place in the tree any more is the others of its host.
struct PathTree: Sendable {
    static let wordLimit = 50
    /// Methods told apart on one path.
    static let methodLimit = 32
    /// Different extensions told apart in one place.
    private static let extensionLimit = 16
    /// With a method, which are fewer: about the server as a whole, `OPTIONS *`.
    private static let star = 1 << 16

    private struct Node: Sendable {
        /// The segment, in the form it is shown in.
        var text: String
        var parent: Int
        /// The root of its host.
        let root: Int
        var children: [String: Int] = [:]
        var wordCount = 0
        var isFolded = false
        var place: EndpointOverrides.Place?
        /// By method.
        var endpoints: [(method: Int, endpoint: UInt32)] = []
    }

    /// A host, and what it has.
    private struct Host {
        let name: String
        var nodeCount = 1
        var endpointCount = 0
        /// The group of what there was no room for.
        var others: UInt32?
    }

    let overrides: EndpointOverrides
    let nodeLimit: Int
    /// Endpoints of one host.
    private let hostLimit: Int
    private var nodes: [Node] = []
    private var free: [Int] = []
    /// By name, and by the root of the paths.
    private var roots: [String: Int] = [:]
    private var hosts: [Int: Host] = [:]

    /// - Parameter endpointLimit: how many groups there may be; one host gets a quarter of them at most.
    init(
        overrides: EndpointOverrides = EndpointOverrides(),
        nodeLimit: Int = 100_000,
        endpointLimit: Int = 10_000
    ) {
        self.overrides = overrides
        self.nodeLimit = nodeLimit
        hostLimit = max(1, endpointLimit / 4)
    }

    var nodeCount: Int { nodes.count - free.count }

    /// Where the paths of a host begin; `nil`: there is no room for another.
    mutating func root(of host: String) -> Int? {
        if let index = roots[host] { return index }
        guard let index = make("", parent: -1) else { return nil }
        roots[host] = index
        hosts[index] = Host(name: host)
        takeOverrides(index)
        return index
    }

    /// The endpoint of a method on a path; folding on the way merges groups that became one.
    ///
    /// - Parameter target: in origin-form; empty for a tunnel.
    /// - Returns: the others of the host where there is no room for another; `nil`: there is none for them either.
    mutating func endpoint(
        method: Int,
        root: Int,
        target: ArraySlice<UInt8>,
        in groups: inout FlowGroups
    ) -> UInt32? {
        var node: Int? = root
        PathTemplate.forEachSegment(of: target) { raw, folded in
            node = node.flatMap { child(of: $0, raw, folded, &groups) }
        }
        guard let node else { return others(of: root, in: &groups) }
        let method = target.elementsEqual("*".utf8) ? method | Self.star : method
        if let known = nodes[node].endpoints.first(where: { $0.method == method }) { return known.endpoint }
        guard nodes[node].endpoints.count < Self.methodLimit, hosts[root].map({ $0.endpointCount < hostLimit }) == true,
            let endpoint = groups.make()
        else { return others(of: root, in: &groups) }
        nodes[node].endpoints.append((method, endpoint))
        hosts[root]?.endpointCount += 1
        return endpoint
    }

    private mutating func others(of root: Int, in groups: inout FlowGroups) -> UInt32? {
        guard let host = hosts[root], host.others == nil else { return hosts[root]?.others }
        hosts[root]?.others = groups.make(.others(.endpoint, host: host.name))
        return hosts[root]?.others
    }

    /// Calls `body` with each endpoint, its method, host and path template, but not with the others of hosts.
    func forEachEndpoint(_ body: (UInt32, _ method: Int, _ host: String, _ path: String) -> Void) {
        for (host, index) in roots { visit(index, host: host, path: "", body) }
    }

    private func visit(_ index: Int, host: String, path: String, _ body: (UInt32, Int, String, String) -> Void) {
        for (method, endpoint) in nodes[index].endpoints {
            body(endpoint, method & ~Self.star, host, method & Self.star == 0 ? path : "*")
        }
        for (text, child) in nodes[index].children { visit(child, host: host, path: "\(path)/\(text)", body) }
    }

    /// Takes endpoints off the tree; what then leads nowhere goes too.
    mutating func prune(keeping isKept: (UInt32) -> Bool) {
        for (host, index) in roots {
            if let others = hosts[index]?.others, !isKept(others) { hosts[index]?.others = nil }
            guard !pruned(index, keeping: isKept), hosts[index]?.others == nil else { continue }
            release(index)
            roots[host] = nil
            hosts[index] = nil
        }
    }

    /// - Returns: whether the node has to stay.
    private mutating func pruned(_ index: Int, keeping isKept: (UInt32) -> Bool) -> Bool {
        let count = nodes[index].endpoints.count
        nodes[index].endpoints.removeAll { !isKept($0.endpoint) }
        hosts[nodes[index].root]?.endpointCount -= count - nodes[index].endpoints.count
        for (text, child) in nodes[index].children where !pruned(child, keeping: isKept) {
            nodes[index].children[text] = nil
            if Self.isWord(text) { nodes[index].wordCount -= 1 }
            release(child)
        }
        // What was learned of a place that is still in use is kept with it.
        return !nodes[index].endpoints.isEmpty || !nodes[index].children.isEmpty
    }

    // MARK: - Walking

    private mutating func child(
        of index: Int,
        _ raw: ArraySlice<UInt8>,
        _ folded: [UInt8]?,
        _ groups: inout FlowGroups
    ) -> Int? {
        if let place = nodes[index].place, !place.kept.isEmpty {
            let text = WireText.decode(raw)
            if place.kept.contains(text) { return child(of: index, text) }
        }
        let text = folded.map { WireText.decode($0) } ?? WireText.decode(raw)
        guard Self.isWord(text), nodes[index].children[text] == nil else { return child(of: index, text) }
        if nodes[index].isFolded { return child(of: index, slug(for: text, in: index)) }
        guard let new = child(of: index, text) else { return nil }
        guard nodes[index].wordCount > Self.wordLimit, nodes[index].place?.isFolded != false else { return new }
        fold(index, &groups)
        return nodes[index].children[text] ?? child(of: index, slug(for: text, in: index))
    }

    private mutating func child(of index: Int, _ text: String) -> Int? {
        if let child = nodes[index].children[text] { return child }
        guard let child = make(text, parent: index) else { return nil }
        nodes[index].children[text] = child
        if Self.isWord(text) { nodes[index].wordCount += 1 }
        takeOverrides(child)
        return child
    }

    private mutating func make(_ text: String, parent: Int) -> Int? {
        guard let index = free.last ?? (nodes.count < nodeLimit ? nodes.count : nil) else { return nil }
        let root = parent < 0 ? index : nodes[parent].root
        if parent >= 0 {
            guard let host = hosts[root], host.nodeCount < nodeLimit / 4 else { return nil }
            hosts[root]?.nodeCount += 1
        }
        let node = Node(text: text, parent: parent, root: root)
        if free.popLast() == nil { nodes.append(node) } else { nodes[index] = node }
        return index
    }

    private mutating func release(_ index: Int) {
        hosts[nodes[index].root]?.nodeCount -= 1
        nodes[index] = Node(text: "", parent: -1, root: index)
        free.append(index)
    }

    private mutating func takeOverrides(_ index: Int) {
        guard !overrides.isEmpty, let (host, prefix) = place(of: index) else { return }
        nodes[index].place = overrides.place(host: host, prefix: prefix)
        if nodes[index].place?.isFolded == true { nodes[index].isFolded = true }
    }

    private func place(of index: Int) -> (host: String, prefix: String)? {
        var segments: [String] = []
        var node = index
        while nodes[node].parent >= 0 {
            segments.append(nodes[node].text)
            node = nodes[node].parent
        }
        return hosts[node].map { ($0.name, segments.reversed().map { "/" + $0 }.joined()) }
    }

    private static func isWord(_ text: String) -> Bool {
        !PathSegment.isPlaceholder(text.utf8)
    }

    // MARK: - Folding

    /// `{slug}`, with the word's extension while there are not too many of them in this place.
    private func slug(for word: String, in index: Int) -> String {
        let bytes = Array(word.utf8)
        guard let dot = PathSegment.extensionStart(of: bytes[...]) else { return EndpointOverrides.slug }
        let text = EndpointOverrides.slug + String(decoding: bytes[dot...], as: UTF8.self)
        let children = nodes[index].children
        if children[text] != nil { return text }
        let extensions = children.keys.count { !Self.isWord($0) }
        return extensions < Self.extensionLimit ? text : EndpointOverrides.slug
    }

    /// Makes one of the words of a place, but for those that stay.
    private mutating func fold(_ index: Int, _ groups: inout FlowGroups) {
        nodes[index].isFolded = true
        let words = nodes[index].children.filter { Self.isWord($0.key) }
        let weights = words.mapValues { weight(of: $0, groups) }
        let total = weights.values.reduce(0, +)
        for (word, child) in words.sorted(by: { $0.key < $1.key }) {
            let own = weights[word] ?? 0
            if own >= 4, own * 25 >= total { continue }
            if nodes[index].place?.kept.contains(word) == true { continue }
            nodes[index].children[word] = nil
            nodes[index].wordCount -= 1
            join(child, into: slug(for: word, in: index), of: index, &groups)
        }
    }

    private func weight(of index: Int, _ groups: FlowGroups) -> Int {
        nodes[index].endpoints.reduce(0) { $0 + groups.count(of: $1.endpoint) }
            + nodes[index].children.values.reduce(0) { $0 + weight(of: $1, groups) }
    }

    /// Hangs a node without parent under another name, or joins it with what has that name.
    private mutating func join(_ node: Int, into text: String, of parent: Int, _ groups: inout FlowGroups) {
        guard let target = nodes[parent].children[text] else {
            nodes[node].text = text
            nodes[node].parent = parent
            nodes[parent].children[text] = node
            if Self.isWord(text) { nodes[parent].wordCount += 1 }
            adopt(node, &groups)
            return
        }
        for (method, endpoint) in nodes[node].endpoints {
            if let known = nodes[target].endpoints.first(where: { $0.method == method }) {
                groups.merge(endpoint, into: known.endpoint)
                hosts[nodes[target].root]?.endpointCount -= 1
            } else {
                nodes[target].endpoints.append((method, endpoint))
            }
        }
        for (text, child) in nodes[node].children.sorted(by: { $0.key < $1.key }) {
            let isLost = nodes[target].isFolded && Self.isWord(text) && nodes[target].children[text] == nil
            join(child, into: isLost ? slug(for: text, in: target) : text, of: target, &groups)
        }
        release(node)
        if nodes[target].wordCount > Self.wordLimit, !nodes[target].isFolded, nodes[target].place?.isFolded != false {
            fold(target, &groups)
        }
    }

    /// A node that moved may be in a place that a person decided about.
    private mutating func adopt(_ node: Int, _ groups: inout FlowGroups) {
        guard !overrides.isEmpty else { return }
        let wasFolded = nodes[node].isFolded
        takeOverrides(node)
        if nodes[node].isFolded, !wasFolded { fold(node, &groups) }
        for child in nodes[node].children.values { adopt(child, &groups) }
    }
}

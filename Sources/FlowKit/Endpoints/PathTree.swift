/// The paths of all hosts as a tree of segments that learns where words are names of things: endpoints hang on its nodes.
///
/// What a segment's looks do not tell, the number of its neighbours does: a place with more than 50 different words
/// becomes `{slug}` (with the words' extension, if they have one). Words that at least 4 % of the flows there have, and 4
/// flows at least, stay words. So do those a person keeps apart, see `EndpointOverrides`. What was folded stays folded.
///
/// Holds 100,000 nodes at most, some 200 bytes each; new paths have no place in a full tree.
struct PathTree: Sendable {
    static let wordLimit = 50
    /// Methods told apart on one path.
    static let methodLimit = 32
    /// Different extensions told apart in one place.
    private static let extensionLimit = 16

    private struct Node: Sendable {
        /// The segment, in the form it is shown in; of a host's root what a path without segments is: nothing, or `*`.
        var text: String
        var parent: Int
        var children: [String: Int] = [:]
        var wordCount = 0
        var isFolded = false
        var place: EndpointOverrides.Place?
        /// By method.
        var endpoints: [(method: Int, endpoint: UInt32)] = []
    }

    private struct Root: Hashable {
        let host: String
        /// The server as a whole: `OPTIONS *`.
        let isStar: Bool
    }

    let overrides: EndpointOverrides
    let nodeLimit: Int
    private var nodes: [Node] = []
    private var free: [Int] = []
    private var roots: [Root: Int] = [:]
    private var hosts: [Int: String] = [:]

    init(overrides: EndpointOverrides = EndpointOverrides(), nodeLimit: Int = 100_000) {
        self.overrides = overrides
        self.nodeLimit = nodeLimit
    }

    var nodeCount: Int { nodes.count - free.count }

    /// The endpoint of a method on a path; folding on the way merges groups that became one.
    ///
    /// - Parameter target: in origin-form; empty for a tunnel.
    /// - Returns: `nil`: there is no room for another.
    mutating func endpoint(
        method: Int,
        host: String,
        target: ArraySlice<UInt8>,
        in groups: inout FlowGroups
    ) -> UInt32? {
        var node = root(Root(host: host, isStar: target.elementsEqual("*".utf8)))
        PathTemplate.forEachSegment(of: target) { raw, folded in
            node = node.flatMap { child(of: $0, raw, folded, &groups) }
        }
        guard let node else { return nil }
        if let known = nodes[node].endpoints.first(where: { $0.method == method }) { return known.endpoint }
        guard nodes[node].endpoints.count < Self.methodLimit, let endpoint = groups.make() else { return nil }
        nodes[node].endpoints.append((method, endpoint))
        return endpoint
    }

    /// Calls `body` with each endpoint, its method, host and path template.
    func forEachEndpoint(_ body: (UInt32, _ method: Int, _ host: String, _ path: String) -> Void) {
        for (root, index) in roots { visit(index, host: root.host, path: nodes[index].text, body) }
    }

    private func visit(_ index: Int, host: String, path: String, _ body: (UInt32, Int, String, String) -> Void) {
        for (method, endpoint) in nodes[index].endpoints { body(endpoint, method, host, path) }
        for (text, child) in nodes[index].children { visit(child, host: host, path: "\(path)/\(text)", body) }
    }

    /// Takes endpoints off the tree; what then leads nowhere goes too.
    mutating func prune(keeping isKept: (UInt32) -> Bool) {
        for (root, index) in roots where !pruned(index, keeping: isKept) {
            release(index)
            roots[root] = nil
            hosts[index] = nil
        }
    }

    /// - Returns: whether the node has to stay.
    private mutating func pruned(_ index: Int, keeping isKept: (UInt32) -> Bool) -> Bool {
        nodes[index].endpoints.removeAll { !isKept($0.endpoint) }
        for (text, child) in nodes[index].children where !pruned(child, keeping: isKept) {
            nodes[index].children[text] = nil
            if Self.isWord(text) { nodes[index].wordCount -= 1 }
            release(child)
        }
        // What was learned of a place that is still in use is kept with it.
        return !nodes[index].endpoints.isEmpty || !nodes[index].children.isEmpty
    }

    // MARK: - Walking

    private mutating func root(_ root: Root) -> Int? {
        if let index = roots[root] { return index }
        guard let index = make(root.isStar ? "*" : "", parent: -1) else { return nil }
        roots[root] = index
        hosts[index] = root.host
        takeOverrides(index)
        return index
    }

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
        let node = Node(text: text, parent: parent)
        if let index = free.popLast() {
            nodes[index] = node
            return index
        }
        guard nodes.count < nodeLimit else { return nil }
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func release(_ index: Int) {
        nodes[index] = Node(text: "", parent: -1)
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
        return hosts[node].map { ($0, segments.reversed().map { "/" + $0 }.joined()) }
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

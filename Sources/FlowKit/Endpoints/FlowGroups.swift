/// The groups flows are counted in, by number: at most 10,000, and besides them a tenth as many for the others of hosts and
/// one for what does not get any.
///
/// A group takes some 150 bytes and those of its latencies and rate: half a kilobyte is usual, 30 KB the most. All
/// latencies together never take more than 16 bytes a flow.
struct FlowGroups: Sendable {
    /// No group.
    static let none: UInt32 = 0
    /// The group of what came too late to get one.
    static let others: UInt32 = 1

    struct Group: Sendable {
        var figures = EndpointFigures()
        /// The index of the flow that came last; -1: there is none.
        var newest = -1
        /// What was last has gone.
        var isNewestGone = false
        /// `nil` where the tree of paths knows.
        var name: EndpointName?
    }

    /// How many groups there may be besides the others.
    let limit: Int
    private var groups: [Group]
    private var free: [UInt32] = []
    /// Groups that became part of another.
    private var successors: [UInt32: UInt32] = [:]
    private(set) var hasStale = false
    private var spareCount = 0

    init(limit: Int = 10_000) {
        self.limit = limit
        groups = [Group(), Group()]
    }

    /// Groups there are numbers for, empty ones included, but not the others.
    var madeCount: Int { groups.count - 2 - free.count - successors.count }
    var emptyCount: Int { madeCount - groups[2...].count { $0.figures.count > 0 } }
    var hasMerges: Bool { !successors.isEmpty }

    subscript(group: UInt32) -> Group { groups[Int(group)] }

    func count(of group: UInt32) -> Int { groups[Int(group)].figures.count }

    /// True where flows had no place in a group of their own.
    var hasOthers: Bool { spareCount > 0 || count(of: Self.others) > 0 }

    /// `nil`: there are as many as there may be.
    mutating func make(_ name: EndpointName? = nil) -> UInt32? {
        if name?.isOthers == true {
            guard spareCount < limit / 10 else { return nil }
            spareCount += 1
        } else {
            guard madeCount - spareCount < limit else { return nil }
        }
        let group = Group(name: name)
        if let number = free.popLast() {
            groups[Int(number)] = group
            return number
        }
        groups.append(group)
        return UInt32(groups.count - 1)
    }

    mutating func merge(_ group: UInt32, into other: UInt32) {
        guard group != other else { return }
        groups[Int(other)].figures.add(groups[Int(group)].figures)
        groups[Int(other)].newest = max(groups[Int(other)].newest, groups[Int(group)].newest)
        groups[Int(other)].isNewestGone = groups[Int(other)].isNewestGone || groups[Int(group)].isNewestGone
        groups[Int(group)] = Group()
        successors[group] = other
    }

    /// The group that a number from before merges stands for now.
    func current(_ group: UInt32) -> UInt32 {
        guard !successors.isEmpty else { return group }
        var group = group
        while let next = successors[group] { group = next }
        return group
    }

    /// To be called when nothing refers to merged groups any more.
    mutating func forgetMerges() {
        free += successors.keys
        successors = [:]
    }

    /// Gives up the numbers of empty groups, to which nothing may refer.
    mutating func releaseEmpty() {
        let known = Set(free).union(successors.keys)
        for number in UInt32(2)..<UInt32(groups.count) where groups[Int(number)].figures.count == 0 {
            if known.contains(number) { continue }
            if groups[Int(number)].name?.isOthers == true { spareCount -= 1 }
            groups[Int(number)] = Group()
            free.append(number)
        }
    }

    mutating func add(_ part: EndpointFigures.Part, flow: Int, to group: UInt32) {
        groups[Int(group)].figures.add(part)
        guard flow >= groups[Int(group)].newest else { return }
        groups[Int(group)].newest = flow
        groups[Int(group)].isNewestGone = false
    }

    mutating func remove(_ part: EndpointFigures.Part, flow: Int, from group: UInt32) {
        groups[Int(group)].figures.remove(part)
        guard flow == groups[Int(group)].newest else { return }
        groups[Int(group)].isNewestGone = true
        hasStale = true
    }

    /// Finds the newest flow of groups that lost it.
    ///
    /// - Parameter newestFirst: calls its argument with each flow's index and group until that returns false.
    mutating func findNewest(_ newestFirst: ((Int, UInt32) -> Bool) -> Void) {
        hasStale = false
        var wanted: Set<UInt32> = []
        for number in groups.indices where groups[number].isNewestGone {
            groups[number].isNewestGone = false
            groups[number].newest = -1
            if groups[number].figures.count > 0 { wanted.insert(UInt32(number)) }
        }
        guard !wanted.isEmpty else { return }
        newestFirst { flow, group in
            if wanted.remove(group) != nil { groups[Int(group)].newest = flow }
            return !wanted.isEmpty
        }
    }

    /// Calls `body` with each group that has flows.
    func forEach(_ body: (UInt32, Group) -> Void) {
        for number in groups.indices.dropFirst() where groups[number].figures.count > 0 {
            body(UInt32(number), groups[number])
        }
    }
}

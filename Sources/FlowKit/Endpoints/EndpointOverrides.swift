/// What a person decided about path templates: which words stay apart, and where words are folded.
///
/// As text one decision a line, with comments after `#`:
///
///     keep api.example.com/users/42      this user has an endpoint of their own
///     fold api.example.com/shop/{slug}   every word here is folded
///     keep api.example.com/rpc/{slug}    no word here ever is, however many there are
package struct EndpointOverrides: Hashable, Sendable {
    package enum Verb: String, Sendable, CaseIterable {
        case keep, fold
    }

    package struct Entry: Hashable, Sendable {
        package let verb: Verb
        package let host: String
        /// Begins with `/`; the segment that is decided about is the last one.
        package let path: String

        /// - Throws: what is wrong with the place, in words.
        package init(_ verb: Verb, _ place: some StringProtocol) throws(EndpointOverrideError) {
            let host = place.prefix { $0 != "/" }
            let path = place.dropFirst(host.count)
            guard !host.isEmpty, path.utf8.count > 1 else {
                throw EndpointOverrideError("a place is a host and a path, such as api.example.com/users/42")
            }
            guard place.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
                throw EndpointOverrideError("a path has no spaces")
            }
            self.verb = verb
            self.host = String(host)
            self.path = String(path)
            guard verb == .keep || last == EndpointOverrides.slug else {
                throw EndpointOverrideError("what is folded ends in /{slug}, such as api.example.com/shop/{slug}")
            }
        }

        package var place: String { host + path }
        var last: String { String(path[path.index(after: path.lastIndex(of: "/") ?? path.startIndex)...]) }
        var parent: String { String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) }
        package var text: String { "\(verb.rawValue) \(place)" }
    }

    /// What holds below one prefix of one host.
    struct Place: Hashable {
        var kept: Set<String> = []
        /// `nil`: the number of words decides.
        var isFolded: Bool?
    }

    /// As many as a person could have written.
    package static let limit = 10_000
    static let slug = String(decoding: PathSegment.slug, as: UTF8.self)

    package private(set) var entries: [Entry] = []
    private var places: [String: Place] = [:]
    /// What is decided, by place.
    private var verbs: [String: Verb] = [:]

    package init() {}

    /// - Throws: what is wrong with the first line that cannot be read.
    package init(text: String) throws(EndpointOverrideError) {
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
            guard let first = words.first else { continue }
            guard let verb = Verb(rawValue: String(first)), words.count == 2 else {
                throw EndpointOverrideError("line \(number + 1): expected keep or fold and a place")
            }
            do { try apply(try Entry(verb, words[1])) } catch {
                throw EndpointOverrideError("line \(number + 1): \(error.message)")
            }
        }
    }

    /// Takes a decision; one that was the opposite is forgotten.
    ///
    /// - Throws: there are as many as there may be.
    package mutating func apply(_ entry: Entry) throws(EndpointOverrideError) {
        if verbs[entry.place] != nil {
            entries.removeAll { $0.place == entry.place }
        } else if entries.count == Self.limit {
            throw EndpointOverrideError("more than \(Self.limit) decisions are not kept")
        }
        entries.append(entry)
        verbs[entry.place] = entry.verb
        place(entry, isTaken: true)
    }

    /// Forgets a decision.
    ///
    /// - Returns: false when there is none about this place.
    package mutating func forget(place: String) -> Bool {
        guard let index = entries.firstIndex(where: { $0.place == place }) else { return false }
        self.place(entries.remove(at: index), isTaken: false)
        verbs[place] = nil
        return true
    }

    private mutating func place(_ entry: Entry, isTaken: Bool) {
        let key = entry.host + entry.parent
        if entry.last == Self.slug {
            places[key, default: Place()].isFolded = isTaken ? entry.verb == .fold : nil
        } else if isTaken {
            places[key, default: Place()].kept.insert(entry.last)
        } else {
            places[key, default: Place()].kept.remove(entry.last)
        }
        if places[key] == Place() { places[key] = nil }
    }

    /// What is decided about the segments after this prefix; `""` for the first one.
    func place(host: String, prefix: String) -> Place? {
        places.isEmpty ? nil : places[host + prefix]
    }

    var isEmpty: Bool { entries.isEmpty }

    /// `nil`: nothing is decided about this place.
    package func verb(at place: String) -> Verb? { verbs[place] }

    /// What `init(text:)` reads.
    package var text: String {
        entries.map { $0.text + "\n" }.joined()
    }
}

/// Why a decision about path templates cannot be read.
package struct EndpointOverrideError: Error, Hashable, Sendable {
    package let message: String

    init(_ message: String) {
        self.message = message
    }
}

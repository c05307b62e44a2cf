/// The flows of one endpoint, told by their requests alone: `GET api.example.com/users/{id}`.
///
/// Method and path may be missing. A segment matches where it is the same, or folds to the same by its looks; `{slug}`
/// matches every word, with an extension those words that have it; `{rest}` all that follows.
package struct EndpointPattern: Hashable, Sendable {
    private let method: String?
    /// As `Origin.authority`, in lower case.
    private let host: String
    /// `nil`: whatever the path.
    private let path: String?
    private let segments: [Segment]

    /// `nil`: the text names no host.
    package init?(_ text: some StringProtocol) {
        var words = text.split(separator: " ", maxSplits: 2)[...]
        guard let first = words.first else { return nil }
        // A host has a dot, a colon or a path more often than not, but need not.
        method = words.count > 1 && !first.contains("/") ? String(words.removeFirst()) : nil
        guard let place = words.first else { return nil }
        host = place.prefix { $0 != "/" }.lowercased()
        guard !host.isEmpty else { return nil }
        var path = String(place.dropFirst(host.count))
        if let rest = words.dropFirst().first { path += path.isEmpty ? rest : " \(rest)" }
        // A tunnel's path is empty; without a method nothing was meant by it.
        self.path = path.isEmpty && method != "CONNECT" ? nil : path
        segments =
            path.hasPrefix("/")
            ? path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
                .map { Segment(Array($0)) } : []
    }

    package func matches(_ request: Request) -> Bool {
        guard method == nil || method == request.method, matches(host: request.origin.authority.utf8) else {
            return false
        }
        return path == nil || matches(path: request.pathBytes)
    }

    func matches(method: UnsafeBufferPointer<UInt8>) -> Bool {
        self.method.map { $0.utf8.elementsEqual(method) } ?? true
    }

    /// - Parameter origin: with its scheme, as `Origin.description`.
    func matches(origin: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = origin.firstIndex(of: UInt8(ascii: ":")).map { $0 + 3 } ?? 0
        return matches(host: origin.dropFirst(start))
    }

    private func matches(host: some Collection<UInt8>) -> Bool {
        host.elementsEqual(self.host.utf8) { $0.asciiLowercased == $1 }
    }

    /// - Parameter path: as the store lists it.
    /// - Returns: `nil`: that is decided by the request as a whole.
    func matches(listedPath path: UnsafeBufferPointer<UInt8>) -> Bool? {
        guard self.path != nil else { return true }
        return path.first == UInt8(ascii: "/") ? matches(path: Array(path)[...]) : nil
    }

    /// - Parameter target: a path, or a target in origin-form.
    package func matches(path target: ArraySlice<UInt8>) -> Bool {
        guard let path else { return true }
        guard target.first == UInt8(ascii: "/") else { return path.utf8.elementsEqual(target) }
        var rest = segments[...]
        var isSame = true
        var isInRest = false
        PathTemplate.forEachSegment(of: target) { raw, folded in
            guard isSame, !isInRest else { return }
            guard let segment = rest.popFirst() else {
                isSame = false
                return
            }
            isInRest = segment.isRest
            isSame = isInRest || segment.matches(raw, folded)
        }
        return isSame && rest.isEmpty && path.hasPrefix("/")
    }

    private struct Segment: Hashable {
        let text: [UInt8]
        let isRest: Bool
        /// Of a `{slug}`: the extension with its dot, or nothing.
        let slugExtension: ArraySlice<UInt8>?

        init(_ text: [UInt8]) {
            self.text = text
            isRest = text == PathSegment.rest
            slugExtension = text.starts(with: PathSegment.slug) ? text.dropFirst(PathSegment.slug.count) : nil
        }

        func matches(_ raw: ArraySlice<UInt8>, _ folded: [UInt8]?) -> Bool {
            if text.elementsEqual(raw) { return true }
            guard let folded else { return isSlug(of: raw) }
            return text == folded || isSlug(of: folded[...])
        }

        private func isSlug(of word: ArraySlice<UInt8>) -> Bool {
            guard let slugExtension else { return false }
            if PathSegment.isPlaceholder(word) {
                return slugExtension.isEmpty && word.starts(with: PathSegment.slug)
            }
            return slugExtension.isEmpty || word.count > slugExtension.count && word.hasSuffix(slugExtension)
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(_ other: ArraySlice<UInt8>) -> Bool {
        count >= other.count && suffix(other.count).elementsEqual(other)
    }
}

extension EndpointName {
    /// The filter that lets just this group's flows through.
    ///
    /// - Parameter others: the groups there are; those that a pattern would take in as well are left out by name.
    /// - Returns: `nil` where no filter can say it.
    package func filterText(among others: some Sequence<EndpointName>) -> String? {
        guard !isOthers else { return nil }
        switch grouping {
        case .connection: return number > 0 ? "~conn \(number)" : nil
        case .process where host == ClientProcess.unknownName: return "!~process ."
        case .process: return "~process \(FilterText.argument("^\(Pattern.escape(host))$"))"
        // Requests that were refused for that reason.
        case .host where host.isEmpty: return "~d ^$"
        case .endpoint where host.isEmpty: return "~d ^$ & ~m \(FilterText.argument("^\(Pattern.escape(method))$"))"
        case .host: return "~endpoint \(FilterText.argument(host))"
        case .endpoint: break
        }
        let term = "~endpoint \(FilterText.argument(text))"
        guard path.contains("{"), let pattern = EndpointPattern(text) else { return term }
        let apart = others.filter { $0.method == method && $0.host == host && $0.path != path }
            .filter { pattern.matches(path: Array($0.path.utf8)[...]) }
        return ([term] + apart.prefix(Self.exceptionLimit).map { "!~endpoint \(FilterText.argument($0.text))" })
            .joined(separator: " & ")
    }

    /// Beyond it a filter would be too long to be read.
    private static let exceptionLimit = 32
}

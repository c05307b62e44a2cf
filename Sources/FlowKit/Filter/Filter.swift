/// A question about a flow, read from text such as `~d example.com & !~c 404`.
///
/// A filter answers yes or no for what is known of the flow now: a term about something not yet known (the status of a
/// flow without a response) does not match. Judge a flow again whenever it changes.
package struct Filter: Sendable {
    /// As it was written.
    package let text: String
    /// The terms in the order they stand.
    package let uses: [FilterUse]
    let root: FilterNode

    /// Matches every flow: what the empty text means.
    package static let all = Filter(text: "", uses: [], root: .and([]))

    /// Parses a filter; empty text matches all flows.
    ///
    /// - Throws: `FilterError` whose `range` (UTF-8 offsets into `text`) is the part to underline.
    package static func parse(_ text: String) throws(FilterError) -> Filter {
        var parser = FilterParser(text)
        return try parser.parse()
    }

    /// Whether the flow is what the filter asks for. Any thread; costs no allocation unless a term reads a body or has to
    /// repair text that is not UTF-8.
    package func matches(_ flow: Flow, context: FilterContext = FilterContext()) -> Bool {
        root.matches(flow, context)
    }

    /// True when no flow can fail to match.
    package var matchesAll: Bool { uses.isEmpty }
    /// True when a body has to be decoded to judge a flow.
    package var readsBody: Bool { uses.contains { $0.term.readsBody } }
    /// True when the answer changes with time alone (`~time -5m`).
    package var readsClock: Bool { uses.contains { $0.term.readsClock } }
}

extension Filter: Hashable, CustomStringConvertible {
    package static func == (lhs: Self, rhs: Self) -> Bool { lhs.text == rhs.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
    package var description: String { text }
}

/// A term as it stands in a filter's text.
package struct FilterUse: Sendable {
    package let term: FilterTerm
    /// The whole term with its argument, as UTF-8 offsets.
    package let range: Range<Int>
}

/// What a filter is judged against besides the flow.
package struct FilterContext: Sendable {
    /// The present; `nil`: the moment the flow began, which is right for rules.
    package var now: Timestamp?
    /// Seconds east of UTC, for times of day as the list shows them.
    package var utcOffset: Int
    /// Where terms note what they could not search whole; `nil`: nobody asks.
    package var shortfall: FilterShortfall?
    /// What tells of most bodies, without decoding them, that a text is not there; `nil`: all are decoded.
    package var signatures: BodySignatures?

    package init(now: Timestamp? = nil, utcOffset: Int = 0, signatures: BodySignatures? = nil) {
        self.now = now
        self.utcOffset = utcOffset
        self.signatures = signatures
    }
}

/// The filter language's operators.
package enum FilterTerms {
    /// In the order help shows them.
    package static let builtIn: [FilterTerm] =
        places + messages + bodies + json + measures + states + sources + connections

    package static func named(_ name: String) -> FilterTerm? { byName[name] }

    /// What text without an operator means.
    static let naked = url

    private static let byName = Dictionary(builtIn.map { ($0.name, $0) }) { first, _ in first }

    /// What may have been meant: the operators that begin alike, or where to find them.
    static func nearest(to name: String) -> String {
        let alike = builtIn.filter { $0.name.hasPrefix(name.prefix(2)) && $0.name.count > 1 && name.count > 1 }
        guard !alike.isEmpty else { return "a term such as ~d, ~u, ~m, ~c, ~h or ~b" }
        return alike.map(\.name).joined(separator: ", ")
    }
}

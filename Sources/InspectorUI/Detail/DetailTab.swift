/// The pages of a flow.
enum DetailTab: Int, CaseIterable, Hashable, Sendable {
    case request, response, timing, connection, rules

    var title: String {
        switch self {
        case .request: "Request"
        case .response: "Response"
        case .timing: "Timing"
        case .connection: "Connection"
        case .rules: "Rules"
        }
    }

    /// As typed behind `:tab`.
    var keyword: String { title.lowercased() }

    /// The tab `count` places to the right, around the ends.
    func advanced(by count: Int) -> DetailTab {
        let tabs = Self.allCases
        let index = (rawValue + count % tabs.count + tabs.count) % tabs.count
        return tabs[index]
    }
}

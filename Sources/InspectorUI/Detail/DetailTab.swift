/// The pages of a flow.
enum DetailTab: Int, CaseIterable, Hashable, Sendable {
    case request, response, timing, connection, rules, messages

    var title: String {
        switch self {
        case .request: "Request"
        case .response: "Response"
        case .timing: "Timing"
        case .connection: "Connection"
        case .rules: "Rules"
        case .messages: "Messages"
        }
    }

    /// As typed behind `:tab`.
    var keyword: String { title.lowercased() }

    /// The tab `count` places to the right among those there are, around the ends.
    func advanced(by count: Int, among tabs: [DetailTab]) -> DetailTab {
        let index = (tabs.firstIndex(of: self) ?? 0) + count % tabs.count + tabs.count
        return tabs[index % tabs.count]
    }
}

import FlowKit

extension RuleDefinition {
    /// The keys of a `[[rule]]` table in the order they are written.
    private static let keys = ["name", "match", "action", "enabled"]

    /// The rule as a `[[rule]]` table: `action` holds the kind and what it does, such as `block 403`.
    var fields: [RulesDocument.Field] {
        var fields: [RulesDocument.Field] = []
        if !name.isEmpty { fields.append(.init(key: "name", value: .text(name))) }
        fields.append(.init(key: "match", value: .text(expression)))
        fields.append(.init(key: "action", value: .text(action.isEmpty ? kind : "\(kind) \(action)")))
        fields.append(.init(key: "enabled", value: .flag(isEnabled)))
        return fields
    }

    /// - Throws: the key at fault, `nil` for the table as a whole, and what is wrong.
    init(fields: [RulesDocument.Field]) throws(RuleFieldError) {
        self.init(expression: "")
        for field in fields {
            switch (field.key, field.value) {
            case ("name", .text(let text)): name = text
            case ("match", .text(let text)): expression = text
            case ("enabled", .flag(let flag)): isEnabled = flag
            case ("action", .text(let text)):
                let words = text.split(separator: " ", maxSplits: 1)
                kind = words.first.map(String.init) ?? RuleKind.block.name
                action = words.count > 1 ? String(words[1]) : ""
            case ("name", _), ("match", _), ("action", _):
                throw RuleFieldError(key: field.key, message: "\(field.key) must be a text")
            case ("enabled", _):
                throw RuleFieldError(key: field.key, message: "enabled must be true or false")
            default:
                let hint = CommandNames.nearest(to: field.key, among: Self.keys).map { "did you mean '\($0)'?" }
                let known = hint ?? "known: \(Self.keys.joined(separator: ", "))"
                throw RuleFieldError(key: field.key, message: "unknown key '\(field.key)' (\(known))")
            }
        }
        guard fields.contains(where: { $0.key == "match" }) else {
            throw RuleFieldError(key: nil, message: "a rule without 'match' (say which requests it is for)")
        }
    }
}

/// What is wrong with a field of a `[[rule]]` table.
struct RuleFieldError: Error, Equatable {
    let key: String?
    let message: String
}

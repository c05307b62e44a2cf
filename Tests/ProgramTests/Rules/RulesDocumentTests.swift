import Testing

@testable import sluice

@Suite struct RulesDocumentTests {
    private typealias Field = RulesDocument.Field

    private let file = """
        # My rules, kept in version control.

        # Trackers first.
        [[rule]]
        name = "ads"
        match = '~d ads\\.test'   # the loudest
        enabled = true

        # Too chatty while debugging.
        [[rule]]
        match = "~u /telemetry"
        name = "telemetry" # theirs
        enabled = false

        """

    private func document() throws -> RulesDocument {
        try RulesDocument(text: file, path: "rules.toml")
    }

    private func unchanged(_ document: RulesDocument) -> [(origin: Int?, fields: [Field])] {
        document.rules.enumerated().map { ($0.offset, $0.element.fields) }
    }

    private func message(_ text: String) -> String? {
        #expect(throws: UsageError.self) { try RulesDocument(text: text, path: "rules.toml") }?.message
    }

    @Test func `rules are read with the line they begin on`() throws {
        let rules = try document().rules

        #expect(rules.map(\.line) == [4, 10])
        #expect(rules[0].fields.contains(Field(key: "match", value: .text("~d ads\\.test"))))
        #expect(rules[1].fields.contains(Field(key: "enabled", value: .flag(false))))
    }

    @Test func `without changes the text stays as it was`() throws {
        let document = try document()

        #expect(document.text(of: unchanged(document)) == file)
    }

    @Test func `a switched rule changes one word`() throws {
        let document = try document()
        var rules = unchanged(document)
        rules[1].fields = rules[1].fields.map { $0.key == "enabled" ? Field(key: "enabled", value: .flag(true)) : $0 }

        let text = document.text(of: rules)

        #expect(text == file.replacing("enabled = false", with: "enabled = true"))
    }

    @Test func `a changed value keeps the comment beside it`() throws {
        let document = try document()
        var rules = unchanged(document)
        rules[0].fields = rules[0].fields.map { $0.key == "match" ? Field(key: "match", value: .text("~d a\"b")) : $0 }

        #expect(document.text(of: rules).contains("match = '~d a\"b'   # the loudest\n"))
    }

    @Test func `comments move and go with their rule`() throws {
        let document = try document()

        let swapped = document.text(of: unchanged(document).reversed())
        let second = document.text(of: Array(unchanged(document).dropFirst()))

        #expect(swapped.hasPrefix("# My rules, kept in version control.\n\n# Too chatty while debugging.\n[[rule]]\n"))
        #expect(second.contains("Too chatty"))
        #expect(!second.contains("Trackers first"))
    }

    @Test func `a new rule is added at its place`() throws {
        let document = try document()
        let fields = [Field(key: "name", value: .text("new")), Field(key: "status", value: .number(404))]

        let text = document.text(of: unchanged(document) + [(nil, fields)])

        #expect(text == file + "\n[[rule]]\nname = \"new\"\nstatus = 404\n")
    }

    @Test func `an added and a removed field change their lines only`() throws {
        let document = try document()
        var rules = unchanged(document)
        rules[0].fields.removeAll { $0.key == "enabled" }
        rules[0].fields.append(Field(key: "action", value: .text("reset")))

        let text = document.text(of: rules)

        #expect(text.contains("# the loudest\naction = \"reset\"\n\n# Too chatty"))
    }

    @Test(arguments: [
        "plain", "a\\b", "it's", "both ' and \"", "line\nbreak\ttab", "\u{1}\u{7F}", "日本 🦆", "# no comment", "",
    ])
    func `any text survives being written and read`(text: String) throws {
        let fields = [Field(key: "match", value: .text(text))]

        let written = RulesDocument().text(of: [(nil, fields)])

        #expect(try RulesDocument(text: written, path: "").rules.map(\.fields) == [fields])
    }

    @Test func `a layout that cannot be patched loses comments, never a rule`() throws {
        let odd = "[[rule]]\nmatch = \"\"\"\n~d a\n\"\"\"\nname = 'x'\n"
        let document = try RulesDocument(text: odd, path: "")
        let fields = [Field(key: "match", value: .text("~d b")), Field(key: "name", value: .text("x"))]

        let text = document.text(of: [(0, fields)])

        #expect(try RulesDocument(text: text, path: "").rules.map(\.fields) == [fields])
    }

    @Test(arguments: [
        ("rules = 1\n", "rules.toml:1: unknown key 'rules' (rules are [[rule]] tables)"),
        ("\n[[rule]]\nname = 'a'\nmatch = [1]\n", "rules.toml:4: match must be a text, a number, true or false"),
        ("rule = []\nrule2 = 1", "rules.toml:2: unknown key 'rule2' (rules are [[rule]] tables)"),
        ("rule = [{ name = 'a' }]\n", "rules.toml:1: rules must be written as [[rule]] tables"),
    ])
    func `a mistake is reported with its line`(text: String, expected: String) {
        #expect(message(text) == expected)
    }

    @Test func `what is not TOML is reported with its line`() {
        #expect(message("[[rule]]\nname = \n")?.hasPrefix("rules.toml:2: ") == true)
    }
}

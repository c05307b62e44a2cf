import FlowKit
import Foundation
import ProgramSupport
import Synchronization
import Testing

@testable import sluice

@Suite struct RulesFileTests {
    private let directory: TemporaryDirectory
    private let book = RuleBook()
    private let reports = Reports()

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func open(blocking blocks: [String] = []) throws -> RulesFile {
        let settings = blocks.map { Setting(text: $0, origin: "--block") }
        let reports = reports
        return try RulesFile(path: directory.file("rules.toml"), book: book, blocking: settings) { reports.add($0) }
    }

    @Test func `rules are loaded in order`() throws {
        try directory.write(
            """
            [[rule]]
            name = "ads"
            match = '~d ads\\.test'
            action = "block 451 \\"gone\\""

            [[rule]]
            match = "~m DELETE"
            enabled = false
            """,
            to: "rules.toml"
        )

        _ = try open()

        #expect(
            book.definitions == [
                RuleDefinition(name: "ads", expression: "~d ads\\.test", action: "451 \"gone\""),
                RuleDefinition(expression: "~m DELETE", action: "403", isEnabled: false),
            ]
        )
        #expect(reports.all.isEmpty)
    }

    @Test func `a change is saved for its owner alone and read again`() throws {
        let file = try open()

        let id = try book.add(RuleDefinition(name: "ads", expression: "~d ads", action: "reset"))
        book.setEnabled(id, false)
        file.flush()

        let saved = try directory.text(of: "rules.toml")
        #expect(saved == "[[rule]]\nname = \"ads\"\nmatch = \"~d ads\"\naction = \"block reset\"\nenabled = false\n")
        #expect(try directory.permissions(of: "rules.toml") == 0o600)
        let again = RuleBook()
        _ = try RulesFile(path: directory.file("rules.toml"), book: again) { _ in }
        #expect(again.definitions == book.definitions)
    }

    @Test func `comments survive a switch, a delete and its undo`() throws {
        let text = "# one\n[[rule]]\nmatch = '~d a' # all of a\nenabled = true\naction = 'block'\n"
        try directory.write(text, to: "rules.toml")
        let file = try open()
        let id = try #require(book.current.rules.first?.id)

        let removed = try #require(book.remove(id))
        file.flush()
        #expect(try directory.text(of: "rules.toml") == "")
        book.restore(removed)
        file.flush()

        #expect(try directory.text(of: "rules.toml") == text)
        book.setEnabled(id, false)
        file.flush()

        #expect(try directory.text(of: "rules.toml") == text.replacing("true", with: "false"))
    }

    @Test func `rules of the command line come first and are not saved`() throws {
        try directory.write("[[rule]]\nmatch = '~d a'\naction = 'block 403'\nenabled = true\n", to: "rules.toml")
        let before = try directory.text(of: "rules.toml")
        let file = try open(blocking: ["~d x", "~d y"])

        #expect(book.definitions.map(\.expression) == ["~d x", "~d y", "~d a"])
        let first = try #require(book.current.rules.first?.id)
        book.setEnabled(first, false)
        file.flush()

        #expect(try directory.text(of: "rules.toml") == before)
    }

    @Test(arguments: [
        ("[[rule]]\nname = 'a'\nmatch = '~xyz'\n", 3),
        ("[[rule]]\nmatch = '~d a'\n\n[[rule]]\nmatch = '~d a'\naction = 'block 999'\n", 6),
        ("[[rule]]\nmatch = '~d a'\nenabeld = true\n", 3),
        ("[[rule]]\nname = 'a'\n", 1),
        ("[[rule]]\nmatch = '~d a'\naction = 403\n", 3),
        ("[[rule]]\nmatch = '~c 200'\n", 2),
        ("[[rule\n", 1),
    ])
    func `a file that cannot be read is reported with its line and left alone`(text: String, line: Int) throws {
        try directory.write(text, to: "rules.toml")
        let file = try open()

        try book.add(RuleDefinition(expression: "~d new"))
        file.flush()

        #expect(try directory.text(of: "rules.toml") == text)
        #expect(reports.all.count == 1)
        #expect(reports.all.first?.hasPrefix("\(directory.file("rules.toml")):\(line): ") == true)
        #expect(book.definitions.map(\.expression) == ["~d new"])
    }

    @Test func `a file that was changed meanwhile is left alone`() throws {
        let file = try open()
        try book.add(RuleDefinition(expression: "~d a"))
        file.flush()
        try directory.write("# mine now\n", to: "rules.toml")

        try book.add(RuleDefinition(expression: "~d b"))
        try book.add(RuleDefinition(expression: "~d c"))
        file.flush()

        #expect(try directory.text(of: "rules.toml") == "# mine now\n")
        #expect(reports.all.count == 1)
    }

    @Test func `a link stays a link`() throws {
        try directory.write("", to: "dotfile.toml")
        try FileManager.default.createSymbolicLink(
            atPath: directory.file("rules.toml"),
            withDestinationPath: directory.file("dotfile.toml")
        )
        let file = try open()

        try book.add(RuleDefinition(expression: "~d a"))
        file.flush()

        #expect(try directory.text(of: "dotfile.toml").contains("~d a"))
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: directory.file("rules.toml"))
                == directory.file("dotfile.toml")
        )
    }

    @Test func `a wrong expression is shown with a caret under its place`() throws {
        let error = #expect(throws: UsageError.self) { try open(blocking: ["~d a & ~xyz"]) }

        let lines = error?.message.split(separator: "\n").map(String.init) ?? []
        #expect(lines.first?.hasPrefix("--block: ") == true)
        #expect(lines.dropFirst().first == "  ~d a & ~xyz")
        #expect(lines.last?.prefix(10) == "         ^")
    }
}

private final class Reports: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

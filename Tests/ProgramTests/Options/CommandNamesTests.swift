import Testing

@testable import sluice

@Suite struct CommandNamesTests {
    private let names = ["tui", "record", "run", "ca", "demo", "open", "completions"]

    @Test(arguments: [
        ("recrod", "record"), ("rn", "run"), ("dmeo", "demo"), ("opne", "open"), ("completion", "completions"),
    ])
    func `a slip finds its command`(word: String, name: String) {
        #expect(CommandNames.nearest(to: word, among: names) == name)
    }

    @Test(arguments: ["frobnicate", "", "https://example.com/"])
    func `what resembles no command finds none`(word: String) {
        #expect(CommandNames.nearest(to: word, among: names) == nil)
    }

    @Test(arguments: [[], ["--version"], ["completions", "zsh"], ["help"]])
    func `commands and options are no mistake`(arguments: [String]) {
        #expect(CommandNames.mistake(in: arguments) == nil)
    }

    @Test func `an unknown command is named`() {
        #expect(
            CommandNames.mistake(in: ["completoins"])?.message
                == "unknown command 'completoins' (did you mean 'completions'?)"
        )
    }
}

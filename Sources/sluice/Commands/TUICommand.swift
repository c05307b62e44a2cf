import ArgumentParser

/// `sluice tui`, which is what `sluice` alone does: the inspector.
struct TUICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tui",
        abstract: "The inspector (what sluice does without a command).",
        usage: "sluice [tui] [<options>]",
        discussion: """
            EXAMPLES:
              sluice
              sluice --listen 0.0.0.0:3128 --filter '~d api.example.com'
              sluice --block '~d ads.example.com' --upstream-ca staging.pem
            """
    )

    @OptionGroup(title: "Proxy") var common: CommonOptions

    func run() throws {
        try Interactive(settings: Settings(options: common, directories: .current)).run()
    }
}

import ArgumentParser

/// `sluice` itself: its subcommands and the help that introduces them.
struct SluiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "A terminal traffic inspector: record, filter, edit, replay and block HTTP traffic.",
        usage: "sluice [<options>]\nsluice <command> ...",
        discussion: """
            EXAMPLES:
              sluice                                the inspector, on 127.0.0.1:8080
              sluice --filter '~d example.com'      only one host
              sluice run -- curl https://a.test/    record what a program sends
              sluice run --har out.har -- npm test  the same, kept in a file
              sluice record --jsonl -               no screen: a line of JSON a flow
              sluice open out.har                   browse a recording
              sluice demo                           look around without a client
              sluice ca show                        the certificate clients must trust

            Settings come from options, else from variables such as SLUICE_LISTEN, else from config.toml in \
            $XDG_CONFIG_HOME/sluice. SLUICE_HOME=DIR keeps all files in one place. Sizes are written 64k, 10MiB, 1G; \
            durations 300ms, 2s, 5m.
            """,
        version: Program.version,
        subcommands: [
            TUICommand.self, RecordCommand.self, RunCommand.self, OpenCommand.self, DemoCommand.self, CACommand.self,
            CompletionsCommand.self,
        ],
        defaultSubcommand: TUICommand.self
    )
}

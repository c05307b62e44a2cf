import ArgumentParser

/// `sluice completions SHELL`: the script that makes a shell complete options.
struct CompletionsCommand: ParsableCommand {
    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print a completion script for a shell.",
        discussion: """
            EXAMPLES:
              sluice completions bash > ~/.local/share/bash-completion/completions/sluice
              sluice completions zsh > "${fpath[1]}/_sluice"
              sluice completions fish > ~/.config/fish/completions/sluice.fish
            """
    )

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() {
        let shells: [Shell: CompletionShell] = [.bash: .bash, .zsh: .zsh, .fish: .fish]
        Standard.output.write(SluiceCommand.completionScript(for: shells[shell] ?? .bash) + "\n")
    }
}

import ArgumentParser

@main
struct Sluice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "A terminal traffic inspector: record, filter, edit, replay and block HTTP traffic.",
        version: "0.1.0"
    )
}

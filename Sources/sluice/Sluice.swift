@main
enum Sluice {
    // Nothing else stands here: code in a `main` is isolated to the main actor, and C callbacks written there would trap.
    static func main() {
        Program.run(CommandLine.arguments)
    }
}

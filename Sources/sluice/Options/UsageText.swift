/// The parser's sentences in this program's style.
enum UsageText {
    /// `Error: Unknown option '--x'. Did you mean '--y'?` → `unknown option '--x', did you mean '--y'?`
    static func sentence(_ text: String) -> String {
        var line = text.split(separator: "\n").first.map(String.init) ?? text
        if line.hasPrefix("Error: ") { line.removeFirst("Error: ".count) }
        line = line.replacing(". Did you mean", with: ", did you mean")
        while line.hasSuffix(".") { line.removeLast() }
        let ending = line.contains("did you mean") ? "" : " (see sluice --help)"
        return line.prefix(1).lowercased() + line.dropFirst() + ending
    }
}

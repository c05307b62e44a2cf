import ArgumentParser
import FlowKit
import Foundation

/// Where flows are written while they arrive.
struct CaptureOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Write a line of JSON per finished flow; - is standard output.", valueName: "file"),
        completion: .file()
    )
    var jsonl: String?

    @Option(
        help: ArgumentHelp("Write an HTTP archive (HAR), whole at every moment.", valueName: "file"),
        completion: .file()
    )
    var har: String?

    func destinations() throws(UsageError) -> [CaptureWriter.Destination] {
        if let har, har == jsonl { throw UsageError("--har and --jsonl name the same file (give each its own)") }
        var destinations: [CaptureWriter.Destination] = []
        if let jsonl { destinations.append(.init(path: jsonl, format: .jsonLines)) }
        if let har { destinations.append(.init(path: har, format: .har(HARWriter()))) }
        return destinations
    }
    /// The same, or a line of text per flow on standard output where no file is named.
    func destinationsOrText() throws(UsageError) -> [CaptureWriter.Destination] {
        let named = try destinations()
        let offset = TimeZone.current.secondsFromGMT()
        return named.isEmpty ? [.init(path: "-", format: .text(utcOffset: offset))] : named
    }
}

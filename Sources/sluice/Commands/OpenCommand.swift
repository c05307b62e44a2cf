import ArgumentParser
import FlowKit
import Foundation
import ProxyEngine

/// `sluice open FILE`: the inspector on a recording.
struct OpenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Browse a recording (HAR), and replay from it.",
        usage: "sluice open [<options>] <file>",
        discussion: """
            An entry that cannot be read is shown as broken; the rest loads. The proxy runs too, on a free port.

            EXAMPLES:
              sluice open out.har
              sluice open --filter '~c 5xx' out.har
            """
    )

    @Argument(help: "The file; - is standard input.", completion: .file(extensions: ["har"]))
    var file: String

    @OptionGroup(title: "Proxy") var common: CommonOptions

    func run() throws {
        var settings = try Settings(options: common, directories: .current)
        if common.listen.isEmpty { settings.useFreePort() }
        let bytes = try Self.contents(of: file)
        let interactive = try Interactive(settings: settings)
        let store = interactive.session.store
        do {
            try HARFile.read(bytes, makeID: store.makeID) { store.record($0) }
        } catch {
            throw ProgramError("cannot open \(file): \(error.message)")
        }
        try interactive.run()
    }

    private static func contents(of path: String) throws(ProgramError) -> [UInt8] {
        do {
            let handle = path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
            return Array(try handle.readToEnd() ?? Data())
        } catch {
            throw ProgramError("cannot open \(path): \(error.reason.lowercased())")
        }
    }
}

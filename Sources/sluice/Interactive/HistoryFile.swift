import Foundation
import ProxyEngine

/// The lines typed into prompts, kept from run to run: by the prompt's label, oldest first.
struct HistoryFile {
    private static let byteLimit = 1 << 20

    let path: String

    /// What the last run left; nothing where that cannot be read, for nobody needs it to go on.
    func load() -> [String: [String]] {
        guard let contents = try? AtomicFile.contents(of: path, limit: Self.byteLimit) else { return [:] }
        return (try? JSONDecoder().decode([String: [String]].self, from: Data(contents.bytes))) ?? [:]
    }

    /// - Throws: why it cannot be written.
    func save(_ histories: [String: [String]]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let data = try encoder.encode(histories)
        guard data.count <= Self.byteLimit else { return }
        try AtomicFile.makeDirectory((path as NSString).deletingLastPathComponent)
        try AtomicFile.replace(path, with: Array(data), permissions: 0o600)
    }
}

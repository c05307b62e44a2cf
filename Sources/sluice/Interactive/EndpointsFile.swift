import FlowKit
import Foundation
import ProxyEngine
import Synchronization

/// What was decided about path templates, kept from run to run.
///
/// A file that could not be read, or that somebody else changed meanwhile, is left alone: decisions then hold for this run.
final class EndpointsFile: Sendable {
    private static let byteLimit = 2 << 20

    /// What the file said.
    let overrides: EndpointOverrides
    /// Why it could not be read, in words for people; `nil`: it could, or there is none.
    let problem: String?
    private let path: String
    /// As last read or written; `nil`: no file.
    private let bytes: Mutex<[UInt8]?>

    init(path: String) {
        self.path = path
        do {
            let contents = try AtomicFile.contents(of: path, limit: Self.byteLimit)?.bytes
            guard let text = String(validating: contents ?? [], as: UTF8.self) else {
                throw UsageError("is not UTF-8")
            }
            overrides = try EndpointOverrides(text: text)
            bytes = Mutex(contents)
            problem = nil
        } catch {
            overrides = EndpointOverrides()
            bytes = Mutex(nil)
            let reason = (error as? EndpointOverrideError)?.message ?? "\(error)"
            problem = "\(path): \(reason) (the file is left as it is: what is split or folded will not be saved)"
        }
    }

    /// Writes the decisions; comments of the file stay.
    ///
    /// - Returns: why they are not saved, in words for people.
    func save(_ overrides: EndpointOverrides) -> String? {
        if problem != nil { return "not saved: \(path) could not be read" }
        return bytes.withLock { bytes in
            let text = Self.text(overrides, keeping: bytes.map { String(decoding: $0, as: UTF8.self) } ?? "")
            let new = Array(text.utf8)
            guard new.count <= Self.byteLimit else { return "not saved: \(path) would be too large to be read again" }
            do {
                guard try AtomicFile.contents(of: path, limit: Self.byteLimit)?.bytes == bytes else {
                    return "not saved: \(path) was changed by another program"
                }
                try AtomicFile.makeDirectory((path as NSString).deletingLastPathComponent)
                // A link, as dotfile managers make them, stays a link.
                let target = (path as NSString).resolvingSymlinksInPath
                try AtomicFile.replace(target, with: new, permissions: 0o600)
                bytes = new
                return nil
            } catch {
                return "not saved: \(error)"
            }
        }
    }

    /// The lines that still hold as they stand in the file, with what else is there, and the new ones after them.
    static func text(_ overrides: EndpointOverrides, keeping text: String) -> String {
        var missing = overrides.entries.map(\.text)
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        lines = lines.filter { line in
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
            guard !words.isEmpty else { return true }
            guard let index = missing.firstIndex(of: words.joined(separator: " ")) else { return false }
            missing.remove(at: index)
            return true
        }
        return (lines + missing).map { $0 + "\n" }.joined()
    }
}

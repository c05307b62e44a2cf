import FlowKit
import Foundation
import InspectorUI
import ProxyEngine

/// Flows written into a file at the person's wish.
enum SavedFile {
    /// Writes the file, readable by its owner alone.
    ///
    /// - Returns: what to tell the interface.
    static func write(_ job: SaveJob) -> UIMessage {
        let path = (job.path as NSString).expandingTildeInPath
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
            if isDirectory.boolValue { return .notice(.error("\(job.path) is a directory (add a file's name)")) }
            guard job.overwrites else { return .fileExists(job) }
        }
        let bytes = job.run()
        do {
            try AtomicFile.replace((path as NSString).resolvingSymlinksInPath, with: bytes, permissions: 0o600)
        } catch {
            return .notice(.error("cannot write \(job.path): \(error.reason.lowercased())"))
        }
        return .notice(Notice("\(job.what) written to \(job.path) (\(Format.byteCount(bytes.count)))"))
    }
}

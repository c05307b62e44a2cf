import Foundation

/// Where a command is, as a shell finds it, with the exit codes a shell gives when it is not there.
enum ExecutableSearch {
    struct Failure: Error, Equatable {
        /// 127: not found; 126: found, but it cannot be run.
        let code: Int32
        let message: String
    }

    /// The path to run. A command with a slash is a path itself; any other is looked for in the directories of `path`.
    static func find(_ command: String, path: String?) throws(Failure) -> String {
        guard !command.isEmpty else { throw Failure(code: 127, message: "cannot run '': no command") }
        if command.contains("/") {
            try check(command)
            return command
        }
        // An empty element stands for the working directory.
        let directories = (path ?? "/usr/local/bin:/usr/bin:/bin").split(
            separator: ":",
            omittingEmptySubsequences: false
        )
        var refusal: Failure?
        for directory in directories {
            let candidate = directory.isEmpty ? "./\(command)" : "\(directory)/\(command)"
            do {
                try check(candidate)
                return candidate
            } catch  where error.code == 126 {
                refusal = refusal ?? error
            } catch {
                continue
            }
        }
        throw refusal ?? Failure(code: 127, message: "cannot run '\(command)': not found in PATH")
    }

    private static func check(_ path: String) throws(Failure) {
        guard access(path, F_OK) == 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            let reason = String(cString: strerror(errno)).lowercased()
            throw Failure(code: isMissing ? 127 : 126, message: "cannot run '\(path)': \(reason)")
        }
        var isDirectory: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        guard !isDirectory.boolValue else {
            throw Failure(code: 126, message: "cannot run '\(path)': is a directory")
        }
        guard access(path, X_OK) == 0 else {
            throw Failure(code: 126, message: "cannot run '\(path)': permission denied")
        }
    }
}

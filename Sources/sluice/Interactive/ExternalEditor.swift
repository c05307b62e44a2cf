import Foundation
import ProxyEngine

/// The person's own editor, on a file that nobody else can read.
struct ExternalEditor {
    enum Outcome: Equatable {
        case saved(String)
        case unchanged
        case failed(String)
    }

    /// What names the editor, a line for the shell.
    private let command: String
    private let directory: String

    init(_ environment: ProcessEnvironment, directory: String = NSTemporaryDirectory()) {
        command = environment["VISUAL"] ?? environment["EDITOR"] ?? "vi"
        self.directory = directory
    }

    /// Runs the editor to its end on this terminal.
    func edit(_ text: String) -> Outcome {
        let place = directory + "/sluice-\(UUID().uuidString)"
        let path = place + "/request.http"
        do {
            try AtomicFile.makeDirectory(place)
            defer { try? FileManager.default.removeItem(atPath: place) }  // the system cleans it else
            try AtomicFile.replace(path, with: Array(text.utf8), permissions: 0o600)
            let before = Self.stamp(of: path)
            // As git does it: the variable may hold options, the path is one word whatever it holds.
            let arguments = ["/bin/sh", "-c", "\(command) \"$@\"", command, path]
            let result = waitFor { () async -> Result<Int32, ExecutableSearch.Failure> in
                do throws(ExecutableSearch.Failure) {
                    return .success(try await ChildProcess().run(arguments, variables: [:]))
                } catch {
                    return .failure(error)
                }
            }
            switch result {
            case .failure(let failure): return .failed(failure.message)
            case .success(127): return .failed("there is no editor '\(command)' (set VISUAL or EDITOR)")
            case .success(let code) where code != 0:
                return .failed("the editor '\(command)' ended with code \(code): nothing was changed")
            case .success: break
            }
            guard let contents = try AtomicFile.contents(of: path, limit: 256 << 20) else { return .unchanged }
            guard let edited = String(validating: contents.bytes, as: UTF8.self) else {
                return .failed("the editor saved text that is not UTF-8: nothing was changed")
            }
            return edited == text && Self.stamp(of: path) == before ? .unchanged : .saved(edited)
        } catch {
            return .failed("\(error)")
        }
    }

    /// Tells a file that was saved from one that was not.
    private static func stamp(of path: String) -> [String] {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)  // gone: another stamp
        return [attributes?[.modificationDate], attributes?[.systemFileNumber]].map { String(describing: $0) }
    }
}

/// The variables this process was started with.
struct ProcessEnvironment: Sendable {
    private let variables: [String: String]

    init(_ variables: [String: String]) {
        self.variables = variables
    }

    static var current: ProcessEnvironment { ProcessEnvironment(ProcessInfo.processInfo.environment) }

    /// `nil`: not set, or set to nothing.
    subscript(name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}

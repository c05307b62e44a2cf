import Foundation
import Subprocess
import Synchronization

// FilePath, where Subprocess takes it from.
#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A program run in the foreground in our place: our standard streams, our terminal, our signals.
final class ChildProcess: Sendable {
    private struct State {
        var identifier: pid_t?
        /// Signals that came before the child was there.
        var waiting: [Int32] = []
    }

    private let state = Mutex(State())

    /// Runs the command to its end.
    ///
    /// - Parameter variables: set besides what the child inherits.
    /// - Returns: its exit code, or 128 and the number of the signal that ended it.
    func run(_ command: [String], variables: [String: String]) async throws(ExecutableSearch.Failure) -> Int32 {
        let name = command.first ?? ""
        let path = try ExecutableSearch.find(name, path: ProcessInfo.processInfo.environment["PATH"])
        let configuration = Configuration(
            executable: .path(FilePath(path)),
            arguments: Arguments(executablePathOverride: name, remainingValues: Array(command.dropFirst())),
            environment: .inherit.updating(Self.keyed(variables))
        )
        do {
            let result = try await Subprocess.run(
                configuration,
                input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
                output: .fileDescriptor(.standardOutput, closeAfterSpawningProcess: false),
                error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
            ) { execution in
                began(execution.processIdentifier.value)
            }
            state.withLock { $0.identifier = nil }
            switch result.terminationStatus {
            case .exited(let code): return code
            case .signaled(let number): return 128 + number
            }
        } catch let error as SubprocessError {
            let reason = error.underlyingError.map { String(describing: $0).lowercased() } ?? error.description
            throw ExecutableSearch.Failure(code: 126, message: "cannot run '\(name)': \(reason)")
        } catch {
            throw ExecutableSearch.Failure(code: 126, message: "cannot run '\(name)': \(error)")
        }
    }

    /// Hands a signal on, now or as soon as the child is there.
    func forward(_ signal: Int32) {
        state.withLock { state in
            if let identifier = state.identifier { kill(identifier, signal) } else { state.waiting.append(signal) }
        }
    }

    private func began(_ identifier: pid_t) {
        state.withLock { state in
            state.identifier = identifier
            for signal in state.waiting { kill(identifier, signal) }
            state.waiting = []
        }
    }

    private static func keyed(_ variables: [String: String]) -> [Environment.Key: String?] {
        var keyed: [Environment.Key: String?] = [:]
        for (name, value) in variables { keyed[Environment.Key(stringLiteral: name)] = value }
        return keyed
    }
}

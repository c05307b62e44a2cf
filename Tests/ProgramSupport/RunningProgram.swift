package import Foundation

#if canImport(Glibc)
    internal import Glibc
#endif

/// A process whose output goes to files, so that nobody has to read along.
///
/// Not Foundation's `Process`: that takes a program for running as long as a daemon it left behind runs.
package final class RunningProgram {
    package enum Input {
        case text(String)
        /// Ends when the object goes, or this process.
        case open
    }

    private let directory: TemporaryDirectory
    private let identifier: pid_t
    private var status: Int32?
    /// The end to write to of an input that stays open.
    private let openInput: Int32?

    package init(_ path: String, _ arguments: [String], environment: [String: String], input: Input = .text("")) throws
    {
        directory = try TemporaryDirectory()
        var inputs: [Int32] = [0, 0]
        switch input {
        case .text(let text):
            try directory.write(text, to: "in")
            inputs[0] = open(directory.file("in"), O_RDONLY | O_CLOEXEC)
            openInput = nil
        case .open:
            pipe(&inputs)
            for end in inputs { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            openInput = inputs[1]
        }
        defer { close(inputs[0]) }
        identifier = try Self.spawn(
            [path] + arguments,
            environment: environment.map { "\($0)=\($1)" },
            input: inputs[0],
            output: directory.file("out"),
            errors: directory.file("err")
        )
    }

    deinit {
        if let openInput { close(openInput) }
        guard isRunning else { return }
        // With what it started: they are one process group.
        kill(-identifier, SIGKILL)
        waitpid(identifier, nil, 0)
    }

    package var output: String { (try? directory.text(of: "out")) ?? "" }
    package var outputBytes: Data { (try? Data(contentsOf: URL(filePath: directory.file("out")))) ?? Data() }
    package var errors: String { (try? directory.text(of: "err")) ?? "" }

    /// 128 and the signal's number for a program that a signal ended; -1 while it runs.
    package var code: Int32 {
        guard !isRunning, let status else { return -1 }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    package var isRunning: Bool {
        guard status == nil else { return false }
        var status: Int32 = 0
        guard waitpid(identifier, &status, WNOHANG) == identifier else { return true }
        self.status = status
        return false
    }

    /// Descriptors it has open; `nil` where there is no `/proc`.
    package var descriptorCount: Int? {
        try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd").count
    }

    /// The most memory it ever had; `nil` where there is no `/proc`.
    package var peakByteCount: Int? {
        let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 << 10 }
    }

    package func send(_ signal: Int32) {
        kill(identifier, signal)
    }

    package func waitForEnd() throws {
        try eventually("the program ends") { !isRunning }
    }

    private static func spawn(
        _ arguments: [String],
        environment: [String],
        input: Int32,
        output: String,
        errors: String
    ) throws -> pid_t {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
        // Other tests run in this process: a socket of theirs that a program held would never seem closed to its peer.
        #if canImport(Darwin)
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_CLOEXEC_DEFAULT))
        #else
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
            closeAll(from: 3, &actions)
        #endif
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, arguments[0], &actions, &attributes, argv, envp)
        guard code == 0 else { throw Timeout(what: "\(arguments[0]): \(String(cString: strerror(code)))") }
        return identifier
    }

    #if !canImport(Darwin)
        /// Glibc has this since 2.34, in a header that its module leaves out.
        private static func closeAll(from descriptor: Int32, _ actions: inout posix_spawn_file_actions_t) {
            typealias Function = @convention(c) (UnsafeMutableRawPointer, Int32) -> Int32
            guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
            _ = unsafeBitCast(symbol, to: Function.self)(&actions, descriptor)
        }
    #endif
}

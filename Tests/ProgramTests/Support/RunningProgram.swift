import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A process whose streams go to files, so that nobody has to read along.
///
/// Not Foundation's `Process`: that takes a program for running as long as a daemon it left behind runs.
final class RunningProgram {
    private let directory: TemporaryDirectory
    private let identifier: pid_t
    private var status: Int32?

    init(_ path: String, _ arguments: [String], environment: [String: String], input: String = "") throws {
        directory = try TemporaryDirectory()
        try directory.write(input, to: "in")
        identifier = try Self.spawn(
            [path] + arguments,
            environment: environment.map { "\($0)=\($1)" },
            input: directory.file("in"),
            output: directory.file("out"),
            errors: directory.file("err")
        )
    }

    deinit {
        guard isRunning else { return }
        kill(identifier, SIGKILL)
        waitpid(identifier, nil, 0)
    }

    var output: String { (try? directory.text(of: "out")) ?? "" }
    var errors: String { (try? directory.text(of: "err")) ?? "" }

    /// 128 and the signal's number for a program that a signal ended; -1 while it runs.
    var code: Int32 {
        guard !isRunning, let status else { return -1 }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    var isRunning: Bool {
        guard status == nil else { return false }
        var status: Int32 = 0
        guard waitpid(identifier, &status, WNOHANG) == identifier else { return true }
        self.status = status
        return false
    }

    func send(_ signal: Int32) {
        kill(identifier, signal)
    }

    func waitForEnd() throws {
        try eventually("the program ends") { !isRunning }
    }

    private static func spawn(
        _ arguments: [String],
        environment: [String],
        input: String,
        output: String,
        errors: String
    ) throws -> pid_t {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, arguments[0], &actions, nil, argv, envp)
        guard code == 0 else { throw Timeout(what: "\(arguments[0]): \(String(cString: strerror(code)))") }
        return identifier
    }
}

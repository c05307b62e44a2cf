import Foundation
import ProgramSupport

/// A server in Python that lives as long as the tests' process.
final class Origin: @unchecked Sendable {  // immutable once made; the process is only kept
    /// What the server said when it was ready: its ports.
    let ports: [Int]
    /// Where files of tests are served from: `/files/…` and `/git/…`.
    static let root = makeDirectory()

    private let process: RunningProgram

    private init(_ script: String) throws {
        var environment = ProcessInfo.processInfo.environment
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        environment["ORIGIN_ROOT"] = Self.root.path
        let process = try RunningProgram(
            Python.path,
            [Scripts.origin(script), try TestAuthority.shared.certificate, try TestAuthority.shared.key],
            environment: environment,
            input: .open
        )
        try eventually("\(script) is ready") { process.output.contains("\n") || !process.isRunning }
        let words = process.output.split { $0.isWhitespace }
        guard words.first == "ready" else { throw Timeout(what: "\(script) did not start: \(process.errors)") }
        ports = words.dropFirst().compactMap { Int($0) }
        self.process = process
    }

    /// HTTP/1.1, in the clear and with TLS.
    static let http1 = Result { try Origin("origin.py") }
    /// HTTP/2 and HTTP/1.1 with TLS.
    static let http2 = Result { try Origin("http2_origin.py") }
    static let webSocket = Result { try Origin("websocket_origin.py") }
    static let grpc = Result { try Origin("grpc_origin.py") }

    private static func makeDirectory() -> TemporaryDirectory {
        do { return try TemporaryDirectory() } catch { preconditionFailure("no temporary directory: \(error)") }
    }
}

/// Where the scripts are, which are not part of the test program.
enum Scripts {
    private static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()

    static let package = directory.deletingLastPathComponent().deletingLastPathComponent().path

    static func origin(_ name: String) -> String { "\(directory.path)/Origins/\(name)" }
    static func client(_ name: String) -> String { "\(directory.path)/Clients/\(name)" }
}

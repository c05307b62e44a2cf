import Foundation
import ProgramSupport

/// The Python whose libraries the tests use.
enum Python {
    /// That of `SLUICE_TEST_PYTHON`, of `.build/clients`, which `.ci/run` makes, or else of the path.
    static let path: String = {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["SLUICE_TEST_PYTHON"] { return named }
        let own = Scripts.package + "/.build/clients/bin/python3"
        if access(own, X_OK) == 0 { return own }
        let directories = (environment["PATH"] ?? "").split(separator: ":")
        return directories.map { "\($0)/python3" }.first { access($0, X_OK) == 0 } ?? "/usr/bin/python3"
    }()

    /// Which of the libraries that tests ask for are there; empty without Python itself.
    private static let modules: Set<String> = {
        let wanted = ["ssl", "requests", "httpx", "h2", "aiohttp", "websockets", "grpc", "hypercorn", "pip"]
        let script = "import importlib.util as u; print(*[m for m in \(wanted) if u.find_spec(m)])"
        let environment = ProcessInfo.processInfo.environment
        guard let found = try? RunningProgram(path, ["-c", script], environment: environment) else { return [] }
        try? found.waitForEnd()  // what it has not said then is not there
        return Set(found.output.split { $0.isWhitespace }.map(String.init))
    }()

    /// Whether the origins can run, and a client with these libraries.
    static func has(_ names: String...) -> Bool {
        isInstalled("openssl") && modules.contains("ssl") && modules.isSuperset(of: names)
    }
}

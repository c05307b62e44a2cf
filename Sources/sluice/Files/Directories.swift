import Foundation

/// Where Sluice keeps what outlives it: by the XDG base directories, or all in one place with `SLUICE_HOME`.
struct Directories: Equatable, Sendable {
    /// The certificate authority and what is made from it.
    let data: String
    /// `config.toml`, `rules.toml` and `endpoints.txt`.
    let configuration: String
    /// The log and the histories.
    let state: String

    /// - Parameters:
    ///   - home: the user's directory, for variables that are not set.
    ///   - current: the working directory, for a relative `SLUICE_HOME`.
    init(environment: [String: String], home: String, current: String) {
        if let directory = environment["SLUICE_HOME"], !directory.isEmpty {
            let path = directory.hasPrefix("/") ? directory : current + "/" + directory
            data = path
            configuration = path
            state = path
            return
        }
        func base(_ name: String, _ standard: String) -> String {
            // A relative path in these variables is to be ignored (XDG Base Directory Specification).
            guard let path = environment[name], path.hasPrefix("/") else { return "\(home)/\(standard)/sluice" }
            return path + "/sluice"
        }
        data = base("XDG_DATA_HOME", ".local/share")
        configuration = base("XDG_CONFIG_HOME", ".config")
        state = base("XDG_STATE_HOME", ".local/state")
    }

    /// Those of this process.
    static var current: Directories {
        Directories(
            environment: ProcessInfo.processInfo.environment,
            home: NSHomeDirectory(),
            current: FileManager.default.currentDirectoryPath
        )
    }

    var settingsFile: String { configuration + "/config.toml" }
    var rulesFile: String { configuration + "/rules.toml" }
    var endpointsFile: String { configuration + "/endpoints.txt" }
    var historyFile: String { state + "/history.json" }
    var logFile: String { state + "/sluice.log" }
}

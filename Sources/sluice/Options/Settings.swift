import FlowKit
import Foundation
import Logging
import ProxyEngine

/// All settings of a run, from whichever source each came.
struct Settings {
    var engine: EngineConfiguration
    /// Bytes that all flows together may take.
    var memory = 1 << 30
    /// Bytes of bodies that may be on disk instead; 0: nothing is written there.
    var spill = 4 << 30
    /// Filter expressions whose requests are blocked.
    var blocks: [Setting] = []
    var filter: Setting?
    /// What a client of ours passes its own proxy with; `nil`: nothing is asked for, or only a file knows it.
    var clientCredentials: UpstreamProxy.Credentials?
    /// Files that say what protobuf messages mean.
    var protoDescriptors: [Setting] = []
    /// `nil`: the usual place in the state directory.
    var logFile: String?
    var logLevel = Logger.Level.info
    /// What is not intercepted from the start on.
    var passThrough = PassThroughSet()
    /// The user's own authority in place of Sluice's; `nil`: Sluice's. The key is in the same file where it has none.
    var authority: AuthorityOption?

    static let logLevels = Logger.Level.allCases.map(\.rawValue)

    /// - Parameter cores: the machine's; one is left to the screen.
    init(options: CommonOptions, sources: SettingSources, cores: Int) throws(UsageError) {
        engine = EngineConfiguration(threadCount: cores - 1)
        try readEngine(options, sources)
        if let setting = sources.setting(.memory, option: options.memory) {
            memory = try setting.value(Self.size, Quantity.byteCount)
        }
        if let setting = sources.setting(.spill, option: options.spill) {
            spill = try setting.value(Self.size, Quantity.byteCount)
        }
        blocks = sources.settings(.block, options: options.block)
        filter = sources.setting(.filter, option: options.filter).flatMap { $0.text.isEmpty ? nil : $0 }
        protoDescriptors = sources.settings(.protoDescriptors, options: options.protoDescriptors)
        logFile = sources.setting(.logFile, option: options.logFile)?.text
        if let setting = sources.setting(.logLevel, option: options.logLevel) {
            let levels = "a log level (\(Self.logLevels.joined(separator: ", ")))"
            logLevel = try setting.value(levels) { Logger.Level(rawValue: $0.lowercased()) }
        }
    }

    /// Those of this process: its environment, the user's file, the machine's cores.
    init(options: CommonOptions, directories: Directories) throws(UsageError) {
        let sources = try SettingSources(directories: directories)
        try self.init(options: options, sources: sources, cores: ProcessInfo.processInfo.activeProcessorCount)
    }

    private mutating func readEngine(_ options: CommonOptions, _ sources: SettingSources) throws(UsageError) {
        try readWaysIn(options, sources)
        try readWaysOut(options.access, sources)
        if let setting = sources.setting(.bodyLimit, option: options.bodyLimit) {
            engine.bodyLimit = try setting.value(Self.size, Quantity.byteCount)
        }
        if let setting = sources.setting(.threads, option: options.threads) {
            engine.threadCount = try setting.value("a number from 1 to 1024") { text in
                Int(text).flatMap { (1...1024).contains($0) ? $0 : nil }
            }
        }
        if let setting = sources.setting(.connectTimeout, option: options.connectTimeout) {
            engine.connectTimeout = try setting.value(Self.duration, Quantity.duration)
        }
        if let setting = sources.setting(.idleTimeout, option: options.idleTimeout) {
            engine.idleTimeout = try setting.value(Self.duration, Quantity.duration)
        }
        try readTLS(options.tls, sources)
        engine.isUpstreamVerificationOff = try flag(.insecure, options.insecure, sources)
        engine.upstreamAuthorityFiles = sources.settings(.upstreamAuthority, options: options.upstreamAuthority)
            .map(\.text)
    }

    func flag(_ key: SettingKey, _ option: Bool, _ sources: SettingSources) throws(UsageError) -> Bool {
        try sources.setting(key, option: option ? "true" : nil)?.value("true or false", Self.flag) ?? false
    }

    private static let size = "a size like 64k, 10MiB or 1G"
    static let duration = "a duration like 300ms, 2s or 5m"

    static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "1", "yes", "on": true
        case "false", "0", "no", "off", "": false
        default: nil
        }
    }
}

extension SettingSources {
    /// Those of this process.
    init(directories: Directories) throws(UsageError) {
        self.init(
            environment: ProcessInfo.processInfo.environment,
            file: try ConfigurationFile(readFrom: directories.settingsFile)
        )
    }
}

extension ConfigurationFile {
    /// The user's file; no file means no settings.
    init(readFrom path: String) throws(UsageError) {
        guard FileManager.default.fileExists(atPath: path) else {
            self.init()
            return
        }
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw UsageError("cannot read \(path): \(error.reason)")
        }
        try self.init(text: text, path: path)
    }
}

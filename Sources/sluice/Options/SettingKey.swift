/// What can be set by an option, a variable or a line of `config.toml`.
enum SettingKey: String, CaseIterable {
    case listen
    case keepHost = "keep-host"
    case proxyAuth = "proxy-auth"
    case proxyAuthFile = "proxy-auth-file"
    case proxyProtocolFrom = "proxy-protocol-from"
    case upstreamProxy = "upstream-proxy"
    case upstreamFromEnv = "upstream-from-env"
    case bodyLimit = "body-limit"
    case memory
    case spill
    case upstreamAuthority = "upstream-ca"
    case insecure
    case block
    case threads
    case connectTimeout = "connect-timeout"
    case idleTimeout = "idle-timeout"
    case logFile = "log-file"
    case logLevel = "log-level"
    case filter
    case protoDescriptors = "proto-descriptors"
    case ignoreHosts = "ignore-hosts"
    case allowHosts = "allow-hosts"
    case autoPassthrough = "auto-passthrough"
    case noHTTP2 = "no-http2"
    case http1Hosts = "http1-hosts"
    case clientCertificate = "client-cert"
    case certificate = "cert"
    case authorityCertificate = "ca-cert"
    case authorityKey = "ca-key"
    case clientTLSMinimum = "tls-client-min"
    case clientTLSMaximum = "tls-client-max"
    case upstreamTLSMinimum = "tls-upstream-min"
    case upstreamTLSMaximum = "tls-upstream-max"

    var option: String { "--" + rawValue }

    /// Such as `SLUICE_BODY_LIMIT`.
    var variable: String {
        "SLUICE_" + rawValue.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}

/// A setting as somebody wrote it, and where.
struct Setting: Equatable {
    let text: String
    /// Such as `--listen`, `SLUICE_LISTEN` or `/home/ann/.config/sluice/config.toml:3: listen`.
    let origin: String

    /// The setting's value.
    ///
    /// - Parameters:
    ///   - expectation: what a good value looks like, such as `a size like 64k`.
    ///   - parse: `nil`: not such a value.
    func value<Value>(_ expectation: String, _ parse: (String) -> Value?) throws(UsageError) -> Value {
        guard let value = parse(text) else { throw UsageError("\(origin): '\(text)' is not \(expectation)") }
        return value
    }
}

/// Where settings come from: an option goes before a variable, a variable before the file.
struct SettingSources {
    var environment: [String: String] = [:]
    var file = ConfigurationFile()

    /// All values of a setting, from the first source that has any.
    func settings(_ key: SettingKey, options: [String]) -> [Setting] {
        if !options.isEmpty { return options.map { Setting(text: $0, origin: key.option) } }
        if let text = environment[key.variable] { return [Setting(text: text, origin: key.variable)] }
        return file.settings[key] ?? []
    }

    func setting(_ key: SettingKey, option: String?) -> Setting? {
        settings(key, options: option.map { [$0] } ?? []).last
    }
}

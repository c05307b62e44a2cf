import FlowKit
import ProxyEngine

extension Settings {
    mutating func readTLS(_ options: TLSOptions, _ sources: SettingSources) throws(UsageError) {
        for setting in sources.settings(.ignoreHosts, options: options.ignoreHosts) {
            passThrough.entries.append(.init(try Self.hosts(setting), source: .option))
        }
        for setting in sources.settings(.allowHosts, options: options.allowHosts) {
            passThrough.intercepted.append(try Self.hosts(setting))
        }
        if let setting = sources.setting(.autoPassthrough, option: options.autoPassthrough) {
            engine.autoPassThrough = try setting.value(Self.duration, Quantity.duration)
        }
        let noHTTP2 = sources.setting(.noHTTP2, option: options.noHTTP2 ? "true" : nil)
        if try noHTTP2?.value("true or false", Self.flag) ?? false { engine.isHTTP2Enabled = false }
        for setting in sources.settings(.http1Hosts, options: options.http1Hosts) {
            engine.http1OnlyHosts.append(try Self.hosts(setting))
        }
        try readCertificates(options, sources)
        try readVersions(options, sources)
        engine.tls.keyLogFile = sources.environment["SSLKEYLOGFILE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func readCertificates(_ options: TLSOptions, _ sources: SettingSources) throws(UsageError) {
        let passphrase = sources.environment["SLUICE_KEY_PASSPHRASE"]
        for setting in sources.settings(.clientCertificate, options: options.clientCertificate) {
            engine.tls.clientCertificates.append(try Self.keyPair(setting, passphrase: passphrase))
        }
        for setting in sources.settings(.certificate, options: options.certificate) {
            let pair = try Self.keyPair(setting, passphrase: passphrase)
            guard pair.hosts != nil else {
                throw UsageError("\(setting.origin): '\(setting.text)' names no hosts (write HOSTS=FILE)")
            }
            engine.tls.leafCertificates.append(pair)
        }
        let certificate = sources.setting(.authorityCertificate, option: options.authorityCertificate)
        let key = sources.setting(.authorityKey, option: options.authorityKey)
        authority = certificate.map { AuthorityOption(certificatePath: $0.text, keyPath: key?.text) }
        if let key, certificate == nil {
            throw UsageError("\(key.origin) is of no use alone (name the certificate with --ca-cert FILE)")
        }
    }

    /// The authority that a variable or the user's file names, where there are no options.
    static func authority(in sources: SettingSources) -> AuthorityOption? {
        let key = sources.setting(.authorityKey, option: nil)?.text
        return sources.setting(.authorityCertificate, option: nil)
            .map { AuthorityOption(certificatePath: $0.text, keyPath: key) }
    }

    private mutating func readVersions(_ options: TLSOptions, _ sources: SettingSources) throws(UsageError) {
        try Self.read(
            &engine.tls.clientVersions,
            sources.setting(.clientTLSMinimum, option: options.clientMinimum),
            sources.setting(.clientTLSMaximum, option: options.clientMaximum)
        )
        try Self.read(
            &engine.tls.upstreamVersions,
            sources.setting(.upstreamTLSMinimum, option: options.upstreamMinimum),
            sources.setting(.upstreamTLSMaximum, option: options.upstreamMaximum)
        )
    }

    private static func read(
        _ versions: inout TLSVersions,
        _ least: Setting?,
        _ greatest: Setting?
    ) throws(UsageError) {
        let known = "a TLS version (1.0, 1.1, 1.2 or 1.3)"
        if let least { versions.least = try least.value(known) { TLSVersions.Version(rawValue: $0) } }
        if let greatest { versions.greatest = try greatest.value(known) { TLSVersions.Version(rawValue: $0) } }
        // One that is said moves the other, where that one is only the default.
        if least == nil { versions.least = min(versions.least, versions.greatest) }
        guard versions.least <= versions.greatest else {
            let (low, high) = (versions.least.rawValue, versions.greatest.rawValue)
            throw UsageError("\(greatest?.origin ?? "TLS"): no TLS version is at least \(low) and at most \(high)")
        }
    }

    private static func hosts(_ setting: Setting) throws(UsageError) -> HostPattern {
        do {
            return try HostPattern(setting.text)
        } catch {
            throw UsageError("\(setting.origin): '\(setting.text)': \(error)")
        }
    }

    /// `[HOSTS=]FILE[:KEY]`; a file whose name has a colon or an equals sign is to be linked under another.
    private static func keyPair(_ setting: Setting, passphrase: String?) throws(UsageError) -> KeyPairFile {
        let parts = setting.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let files = (parts.last ?? "").split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let file = files.first, !file.isEmpty, files.last?.isEmpty == false else {
            throw UsageError("\(setting.origin): '\(setting.text)' is not [HOSTS=]FILE[:KEY]")
        }
        let hosts = parts.count < 2 ? nil : try Self.hosts(Setting(text: String(parts[0]), origin: setting.origin))
        return KeyPairFile(
            hosts: hosts,
            certificatePath: String(file),
            keyPath: files.count > 1 ? String(files[1]) : nil,
            passphrase: passphrase
        )
    }
}

/// The user's own authority, in place of Sluice's.
struct AuthorityOption: Equatable {
    var certificatePath: String
    /// `nil`: the key is in the certificate's file.
    var keyPath: String?
}

extension CertificateAuthority {
    /// The one named, or else the one in the directory, which is made where there is none.
    static func load(
        _ own: AuthorityOption?,
        orMakeIn directory: String
    ) throws(AuthorityError) -> CertificateAuthority {
        guard let own else { return try loadOrCreate(in: directory) }
        return try load(certificatePath: own.certificatePath, keyPath: own.keyPath)
    }
}

package import FlowKit
import NIOSSL

/// How TLS is spoken on both sides, beyond who is trusted.
package struct TLSSettings: Sendable {
    /// The versions offered to clients and accepted from them.
    package var clientVersions = TLSVersions()
    /// The versions offered to servers.
    package var upstreamVersions = TLSVersions()
    /// What Sluice shows of itself to servers that ask; the first whose hosts match.
    package var clientCertificates: [KeyPairFile] = []
    /// What clients are shown in place of certificates made for the host; the first whose hosts match.
    package var leafCertificates: [KeyPairFile] = []
    /// Where the secrets of all connections are appended, in the format of NSS; `nil`: nowhere.
    package var keyLogFile: String?

    package init() {}
}

/// A certificate chain and its key, in PEM files, for some hosts.
package struct KeyPairFile: Hashable, Sendable {
    /// `nil`: for every host.
    package var hosts: HostPattern?
    /// The chain, leaf first; may hold the key too.
    package var certificatePath: String
    /// `nil`: the key is in the certificate's file.
    package var keyPath: String?
    /// For a key that is encrypted.
    package var passphrase: String?

    package init(hosts: HostPattern? = nil, certificatePath: String, keyPath: String? = nil, passphrase: String? = nil)
    {
        self.hosts = hosts
        self.certificatePath = certificatePath
        self.keyPath = keyPath
        self.passphrase = passphrase
    }
}

/// A range of TLS versions; TLS 1.2 and 1.3 unless said otherwise.
package struct TLSVersions: Hashable, Sendable {
    package enum Version: String, Comparable, CaseIterable, Sendable {
        case tls10 = "1.0"
        case tls11 = "1.1"
        case tls12 = "1.2"
        case tls13 = "1.3"

        package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

        fileprivate var nioVersion: TLSVersion {
            switch self {
            case .tls10: .tlsv1
            case .tls11: .tlsv11
            case .tls12: .tlsv12
            case .tls13: .tlsv13
            }
        }
    }

    package var least = Version.tls12
    package var greatest = Version.tls13

    package init() {}

    /// `no TLS version from 1.2 on`, `no TLS version from 1.0 to 1.2`, `no TLS 1.3`: for messages.
    var absence: String {
        if least == greatest { return "no TLS \(least.rawValue)" }
        return "no TLS version from \(least.rawValue) \(greatest == .tls13 ? "on" : "to \(greatest.rawValue)")"
    }

    func apply(to configuration: inout TLSConfiguration) {
        configuration.minimumTLSVersion = least.nioVersion
        configuration.maximumTLSVersion = greatest.nioVersion
    }
}

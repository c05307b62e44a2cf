#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where the system keeps the certificates it trusts, as one PEM file.
package enum SystemRoots {
    /// The first that exists is the one the system's own tools read.
    private static let paths = [
        "/etc/ssl/certs/ca-certificates.crt",  // Debian, Ubuntu, Arch, Gentoo, NixOS
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora, RHEL
        "/etc/pki/tls/certs/ca-bundle.crt",  // older Fedora and RHEL
        "/etc/ssl/ca-bundle.pem",  // openSUSE
        "/var/lib/ca-certificates/ca-bundle.pem",  // openSUSE
        "/etc/ssl/cert.pem",  // Alpine, macOS, OpenBSD
        "/usr/local/share/certs/ca-root-nss.crt",  // FreeBSD
    ]

    /// `nil`: this system has none, as a small container has not.
    package static var path: String? {
        paths.first { access($0, R_OK) == 0 }
    }
}

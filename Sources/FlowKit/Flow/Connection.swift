/// One connection and its facts; many flows share one.
package final class Connection: Sendable {
    /// Counts connections of a session; the same number never names two.
    package let id: Int
    /// `127.0.0.1:53124`, `[::1]:443`.
    package let remoteAddress: String
    package let localAddress: String
    package let opened: Timestamp
    /// `nil`: in the clear.
    package let tls: TLSInfo?
    /// The listener a client came through, such as `socks5@127.0.0.1:1080`; `nil` towards servers.
    package let listener: String?
    /// Who stands between, where somebody does: the balancer that told a client's address by the PROXY protocol, the
    /// proxy through which a server was reached.
    package let via: String?
    /// Who the client is, where somebody looks for that; `nil` towards servers.
    package let process: ClientProcess?

    package init(
        id: Int,
        remoteAddress: String,
        localAddress: String,
        opened: Timestamp,
        tls: TLSInfo? = nil,
        listener: String? = nil,
        via: String? = nil,
        process: ClientProcess? = nil
    ) {
        self.id = id
        self.remoteAddress = remoteAddress
        self.localAddress = localAddress
        self.opened = opened
        self.tls = tls
        self.listener = listener
        self.via = via
        self.process = process
    }

    /// The same connection once TLS is agreed on.
    package func with(tls: TLSInfo) -> Connection {
        Connection(
            id: id,
            remoteAddress: remoteAddress,
            localAddress: localAddress,
            opened: opened,
            tls: tls,
            listener: listener,
            via: via,
            process: process
        )
    }

    /// The same connection, whose client is known to be at another address than the socket says: it is another process too.
    package func from(_ address: String) -> Connection {
        Connection(
            id: id,
            remoteAddress: address,
            localAddress: localAddress,
            opened: opened,
            tls: tls,
            listener: listener,
            via: remoteAddress
        )
    }
}

/// What a TLS handshake agreed on.
package struct TLSInfo: Hashable, Sendable {
    /// `TLSv1.3`, `TLSv1.2`.
    package var version: String
    /// Empty where the library does not say.
    package var cipher: String
    /// `nil`: no protocol was negotiated.
    package var alpn: String?
    /// The name the client asked for; `nil`: it sent none.
    package var serverName: String?
    /// The peer's chain, leaf first; empty for clients without certificates.
    package var certificates: [CertificateInfo]
    /// Why a client that offered HTTP/2 was not given it, whatever its server speaks; `nil`: it did not offer it, or the
    /// server decided.
    package var downgradeReason: String?
    /// Whether an earlier session was taken up again, without certificates; `nil`: that was not seen.
    package var isResumed: Bool?
    /// True where `certificates` is what was verified, up to the authority; false where only the leaf is known.
    package var isChainKnown = false
    /// Towards servers: what became of their wish for a certificate of ours.
    package var certificateRequest = CertificateRequest.none

    package init(
        version: String,
        cipher: String = "",
        alpn: String? = nil,
        serverName: String? = nil,
        certificates: [CertificateInfo] = [],
        downgradeReason: String? = nil
    ) {
        self.version = version
        self.cipher = cipher
        self.alpn = alpn
        self.serverName = serverName
        self.certificates = certificates
        self.downgradeReason = downgradeReason
    }
}

/// Whether a server asked for a certificate, and what it got.
package enum CertificateRequest: Hashable, Sendable {
    case none
    /// It asked, and there was none for it.
    case unanswered
    /// It asked, and was sent the one with this subject.
    case answered(subject: String)
}

/// The readable part of an X.509 certificate.
package struct CertificateInfo: Hashable, Sendable {
    package var subject: String
    package var issuer: String
    package var subjectAlternativeNames: [String]
    package var serialNumber: String
    package var notBefore: Timestamp
    package var notAfter: Timestamp
    /// Such as `P-256` or `RSA 2048`.
    package var publicKey: String
    /// SHA-256 of the DER form, in lower-case hexadecimal.
    package var fingerprint: String
    /// Where to ask whether it was revoked (OCSP); empty: it does not say.
    package var revocationResponders: [String] = []
    /// Promises of logs to publish it (SCT, RFC 6962) that are part of it.
    package var loggedTimestampCount = 0
    /// It holds only together with a stapled answer about its revocation (RFC 7633).
    package var requiresStapling = false

    package init(
        subject: String,
        issuer: String,
        subjectAlternativeNames: [String],
        serialNumber: String,
        notBefore: Timestamp,
        notAfter: Timestamp,
        publicKey: String,
        fingerprint: String
    ) {
        self.subject = subject
        self.issuer = issuer
        self.subjectAlternativeNames = subjectAlternativeNames
        self.serialNumber = serialNumber
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.publicKey = publicKey
        self.fingerprint = fingerprint
    }
}

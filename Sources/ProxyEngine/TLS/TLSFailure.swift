import FlowKit

/// Puts into words why TLS with one peer failed.
struct TLSFailure {
    let side: TLSSide
    /// The host the connection was for.
    let host: String
    /// What the server presented; `nil`: nothing yet.
    let certificate: CertificateInfo?
    var versions = TLSVersions()
    /// Whether the server had asked for a certificate of ours.
    var certificateRequest = CertificateRequest.none
    var now = Timestamp.now

    func explain(_ failure: HandshakeFailure) -> FlowError {
        switch side {
        case .client: FlowError(.clientTLSFailed, clientReason(failure))
        case .upstream: FlowError(.upstreamTLSFailed, upstreamReason(failure))
        }
    }
}

// MARK: - Towards the client

extension TLSFailure {
    private static let trust = "have it trust the Sluice CA, see http://sluice.proxy/"

    /// The alerts by which libraries say that our certificate does not satisfy them.
    private static let distrust: Set<String> = [
        "unknown CA", "bad certificate", "certificate unknown", "certificate expired", "certificate revoked",
        "unsupported certificate", "access denied",
    ]

    static func isRefusal(_ failure: HandshakeFailure) -> Bool {
        switch failure {
        case .alert(let alert): distrust.contains(alert)
        case .closed: true
        case .badCertificate, .wrongHost, .unmatchableHost, .noSharedVersion, .noSharedCipher, .plainHTTP, .notTLS,
            .other:
            false
        }
    }

    private func clientReason(_ failure: HandshakeFailure) -> String {
        switch failure {
        case .alert(let alert) where Self.distrust.contains(alert):
            return "the client does not trust our certificate for \(host) (it said: \(alert)): \(Self.trust), "
                + "or it pins its certificate"
        case .closed:
            return "the client hung up during the TLS handshake for \(host): often it pins its certificate or does not "
                + "trust ours; \(Self.trust)"
        case .noSharedVersion:
            return "the client speaks \(versions.absence) for \(host)"
        case .noSharedCipher:
            return "the client offers no TLS cipher we have for \(host)"
        case .alert(let alert):
            return "the client ended the TLS handshake for \(host): \(alert)"
        case .plainHTTP, .notTLS:
            return "the client began TLS for \(host) and then sent something else"
        case .badCertificate, .wrongHost, .unmatchableHost, .other:
            return "the TLS handshake with the client for \(host) failed: \(failure.words)"
        }
    }
}

// MARK: - Towards the server

extension TLSFailure {
    private func upstreamReason(_ failure: HandshakeFailure) -> String {
        switch failure {
        case .badCertificate:
            return "upstream \(host): \(certificateReason)"
        case .wrongHost:
            return "upstream \(host): its certificate is for \(certifiedNames), not for this host"
        case .unmatchableHost:
            return "upstream \(host): no certificate can be checked against this host name"
        case .closed:
            return "upstream \(host) hung up during the TLS handshake"
        case .noSharedVersion:
            return "upstream \(host) speaks \(versions.absence)"
        case .noSharedCipher:
            return "upstream \(host) chose a TLS cipher we do not have"
        case .plainHTTP, .notTLS:
            return "upstream \(host) does not speak TLS on this port (the answer looks like something else)"
        case .alert(let alert):
            return "upstream \(host) ended the TLS handshake: \(alert)\(hint(alert))"
        case .other:
            return "the TLS handshake with upstream \(host) failed: \(failure.words)"
        }
    }

    private func hint(_ alert: String) -> String {
        switch (alert, certificateRequest) {
        case ("protocol version", _): return " (it speaks \(versions.absence))"
        case (_, .unanswered): return " (it wants a client certificate: --client-cert FILE)"
        case (_, .answered): return " (after it was sent the client certificate)"
        case (_, .none): return Self.hints[alert] ?? ""
        }
    }

    private static let hints = [
        "unrecognized name": " (it does not know this host name)",
        "handshake failure": " (no cipher or parameter in common, or it wants a client certificate)",
        "certificate required": " (it wants a client certificate: --client-cert FILE)",
        "bad certificate": " (it may want a client certificate)",
        "no application protocol": " (it speaks none of the protocols offered)",
    ]

    /// The library says only that the certificate does not hold; the certificate itself mostly tells why.
    private var certificateReason: String {
        guard let certificate else { return "its certificate could not be verified" }
        let way = "(--upstream-ca FILE trusts it, --insecure trusts all)"
        if certificate.notAfter < now { return "its certificate expired on \(certificate.notAfter.day)" }
        if certificate.notBefore > now { return "its certificate is not valid before \(certificate.notBefore.day)" }
        if certificate.isSelfIssued { return "its certificate is self-signed \(way)" }
        return "its certificate was issued by \(certificate.issuer), which is not trusted here, or the server does not "
            + "send the certificates between \(way)"
    }

    private var certifiedNames: String {
        let shown = 5
        guard let certificate else { return "another host" }
        let names = certificate.subjectAlternativeNames
        guard !names.isEmpty else { return certificate.subject.isEmpty ? "no host at all" : certificate.subject }
        let more = names.count > shown ? " and \(names.count - shown) more" : ""
        return names.prefix(shown).joined(separator: ", ") + more
    }
}

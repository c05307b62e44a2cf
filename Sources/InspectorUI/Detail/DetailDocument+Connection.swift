import FlowKit

extension DetailDocument {
    /// Both connections: addresses, what TLS agreed on, the certificates.
    mutating func appendConnections(of flow: Flow, now: Timestamp, clock: WallClock) {
        append(heading: "Client to Sluice")
        append(flow.client, absent: "Sluice sent this itself.", now: now, clock: clock)
        if let tunnel = flow.tunnel { append(tunnel) }
        append(heading: "Sluice to server")
        let absent =
            flow.isAnsweredByProxy || flow.blockedBy != nil ? "No server was asked." : "No connection was made."
        append(flow.server, absent: absent, now: now, clock: clock)
        if flow.isServerConnectionReused { append("Opened for an earlier flow and used again.", .dim) }
    }

    private mutating func append(_ connection: Connection?, absent: String, now: Timestamp, clock: WallClock) {
        guard let connection else { return append(absent, .dim) }
        var rows = [
            ("Connection", "#\(connection.id), opened \(clock.dateAndTime(connection.opened))"),
            ("Remote", connection.remoteAddress),
            ("Local", connection.localAddress),
        ]
        if let listener = connection.listener { rows.append(("Listener", listener)) }
        if let via = connection.via { rows.append(("Via", via)) }
        if let process = connection.process { rows.append(("Process", process.words)) }
        guard let tls = connection.tls else { return append(table: rows + [("TLS", "none: in the clear")]) }
        rows += [
            ("TLS", tls.version + Self.words(forResumed: tls.isResumed)),
            ("Cipher", tls.cipher.isEmpty ? "not known" : tls.cipher),
            ("ALPN", tls.alpn ?? "none agreed"),
            ("SNI", tls.serverName ?? "none sent"),
        ]
        if let reason = tls.downgradeReason { rows.append(("HTTP/2", "not offered: \(reason)")) }
        switch tls.certificateRequest {
        case .none: break
        case .unanswered: rows.append(("Client certificate", "asked for; none was sent (--client-cert FILE sends one)"))
        case .answered(let subject): rows.append(("Client certificate", "asked for and sent: \(subject)"))
        }
        append(table: rows)
        for (index, certificate) in tls.certificates.enumerated() {
            separate()
            let place = tls.isChainKnown ? "\(index + 1) of \(tls.certificates.count)" : "of the server"
            append("Certificate \(place)", .name)
            append(certificate, now: now, clock: clock)
        }
        guard !tls.certificates.isEmpty, !tls.isChainKnown else { return }
        append("What it was issued by is not known: nothing was verified.", .dim)
    }

    private static func words(forResumed isResumed: Bool?) -> String {
        switch isResumed {
        case true?: ", an earlier session resumed"
        case false?: ", a full handshake"
        case nil: ""
        }
    }

    private mutating func append(_ tunnel: TunnelCounts) {
        var rows: [(String, String)] = []
        if let name = tunnel.serverName { rows.append(("SNI", name)) }
        if let reason = tunnel.passThroughReason { rows.append(("Not intercepted", reason)) }
        if !rows.isEmpty { append(table: rows) }
    }

    private mutating func append(_ certificate: CertificateInfo, now: Timestamp, clock: WallClock) {
        let validity = StyledLine([
            .init("\(clock.dateAndTime(certificate.notBefore)) to \(clock.dateAndTime(certificate.notAfter))"),
            .init(", " + certificate.validity(at: now).text, certificate.validity(at: now).role),
        ])
        append(table: [
            (name: "Subject", value: StyledLine(certificate.subject)),
            (name: "Issuer", value: StyledLine(certificate.issuer)),
            (name: "Names", value: StyledLine(certificate.subjectAlternativeNames.joined(separator: ", "))),
            (name: "Valid", value: validity),
            (name: "Key", value: StyledLine(certificate.publicKey)),
            (name: "Logged", value: StyledLine(certificate.logging)),
            (name: "Revocation", value: StyledLine(certificate.revocation)),
            (name: "Serial", value: StyledLine(certificate.serialNumber)),
            (name: "SHA-256", value: StyledLine(certificate.fingerprint)),
        ])
    }
}

extension CertificateInfo {
    /// Timestamps in the handshake itself are not asked for, and so never seen.
    fileprivate var logging: String {
        switch loggedTimestampCount {
        case 0: "no timestamps (SCT) in the certificate"
        case 1: "1 timestamp (SCT) in the certificate"
        default: "\(loggedTimestampCount) timestamps (SCT) in the certificate"
        }
    }

    fileprivate var revocation: String {
        let place =
            revocationResponders.isEmpty
            ? "names no OCSP responder" : "OCSP at \(revocationResponders.joined(separator: ", "))"
        return place + (requiresStapling ? "; wants a stapled answer" : "") + " (not asked)"
    }

    fileprivate func validity(at now: Timestamp) -> (text: String, role: StyledLine.Role) {
        if now < notBefore { return ("not valid yet", .error) }
        if notAfter < now { return ("expired", .error) }
        let days = (notAfter - now).components.seconds / 86_400
        let left = days == 1 ? "1 day left" : "\(days) days left"
        return days < 14 ? ("expires soon: \(left)", .error) : (left, .dim)
    }
}

extension ClientProcess {
    /// `curl, process 4711 (/usr/bin/curl)`, or why that is not known.
    fileprivate var words: String {
        switch state {
        case .pending: "being looked up"
        case .unknown(let reason): "not known: \(reason)"
        case .found(let owner):
            "\(owner.name), process \(owner.id)" + (owner.path.isEmpty ? "" : " (\(owner.path))")
        }
    }
}

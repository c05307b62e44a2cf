import FlowKit

extension DetailDocument {
    /// Both connections: addresses, what TLS agreed on, the certificates.
    mutating func appendConnections(of flow: Flow, now: Timestamp, clock: WallClock) {
        append(heading: "Client to Sluice")
        append(flow.client, absent: "Sluice sent this itself.", now: now, clock: clock)
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
        guard let tls = connection.tls else { return append(table: rows + [("TLS", "none: in the clear")]) }
        rows += [
            ("TLS", tls.version),
            ("Cipher", tls.cipher.isEmpty ? "not known" : tls.cipher),
            ("ALPN", tls.alpn ?? "none agreed"),
            ("SNI", tls.serverName ?? "none sent"),
        ]
        if let reason = tls.downgradeReason { rows.append(("HTTP/2", "not offered: \(reason)")) }
        append(table: rows)
        for (index, certificate) in tls.certificates.enumerated() {
            separate()
            append("Certificate \(index + 1) of \(tls.certificates.count)", .name)
            append(certificate, now: now, clock: clock)
        }
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
            (name: "Serial", value: StyledLine(certificate.serialNumber)),
            (name: "SHA-256", value: StyledLine(certificate.fingerprint)),
        ])
    }
}

extension CertificateInfo {
    fileprivate func validity(at now: Timestamp) -> (text: String, role: StyledLine.Role) {
        if now < notBefore { return ("not valid yet", .error) }
        if notAfter < now { return ("expired", .error) }
        let days = (notAfter - now).components.seconds / 86_400
        return (days == 1 ? "1 day left" : "\(days) days left", .dim)
    }
}

/// A connection as HAR entries hold it, in `_client` and `_server`.
enum HARConnection {
    static func value(of connection: Connection) -> JSONValue {
        [
            "connection": .number(String(connection.id)),
            "address": .string(connection.remoteAddress),
            "localAddress": .string(connection.localAddress),
            "opened": .string(connection.opened.rfc3339),
            "tls": connection.tls.map(value(of:)) ?? .null,
            "listener": connection.listener.map(JSONValue.string) ?? .null,
            "via": connection.via.map(JSONValue.string) ?? .null,
        ]
    }

    /// What is missing is empty; `nil` for what is no object.
    static func connection(from value: JSONValue?) -> Connection? {
        guard let value, value.members != nil else { return nil }
        return Connection(
            id: value["connection"]?.int ?? 0,
            remoteAddress: value["address"]?.string ?? "",
            localAddress: value["localAddress"]?.string ?? "",
            opened: time(value["opened"]),
            tls: tls(from: value["tls"]),
            listener: value["listener"]?.string,
            via: value["via"]?.string
        )
    }

    private static func value(of tls: TLSInfo) -> JSONValue {
        [
            "version": .string(tls.version),
            "cipher": .string(tls.cipher),
            "alpn": tls.alpn.map(JSONValue.string) ?? .null,
            "serverName": tls.serverName.map(JSONValue.string) ?? .null,
            "certificates": .array(tls.certificates.map(value(of:))),
        ]
    }

    private static func tls(from value: JSONValue?) -> TLSInfo? {
        guard let value, value.members != nil else { return nil }
        return TLSInfo(
            version: value["version"]?.string ?? "",
            cipher: value["cipher"]?.string ?? "",
            alpn: value["alpn"]?.string,
            serverName: value["serverName"]?.string,
            certificates: (value["certificates"]?.elements ?? []).map(certificate(from:))
        )
    }

    private static func value(of certificate: CertificateInfo) -> JSONValue {
        [
            "subject": .string(certificate.subject),
            "issuer": .string(certificate.issuer),
            "subjectAlternativeNames": .array(certificate.subjectAlternativeNames.map(JSONValue.string)),
            "serialNumber": .string(certificate.serialNumber),
            "notBefore": .string(certificate.notBefore.rfc3339),
            "notAfter": .string(certificate.notAfter.rfc3339),
            "publicKey": .string(certificate.publicKey),
            "fingerprint": .string(certificate.fingerprint),
        ]
    }

    private static func certificate(from value: JSONValue) -> CertificateInfo {
        func text(_ name: String) -> String { value[name]?.string ?? "" }
        return CertificateInfo(
            subject: text("subject"),
            issuer: text("issuer"),
            subjectAlternativeNames: (value["subjectAlternativeNames"]?.elements ?? []).compactMap(\.string),
            serialNumber: text("serialNumber"),
            notBefore: time(value["notBefore"]),
            notAfter: time(value["notAfter"]),
            publicKey: text("publicKey"),
            fingerprint: text("fingerprint")
        )
    }

    private static func time(_ value: JSONValue?) -> Timestamp {
        value?.string.flatMap(Timestamp.init(rfc3339:)) ?? Timestamp(nanoseconds: 0)
    }
}

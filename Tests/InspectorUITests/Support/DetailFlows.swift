import FlowKit

extension Flow {
    /// A POST answered with gzip-coded JSON and an error status, over TLS, with every time known.
    static func failingOrder(id: Int = 1) -> Flow {
        let start = Timestamp(nanoseconds: 1_767_264_127_000_000_000)
        var request = Request(
            method: "POST",
            target: "/v1/orders?dry=1",
            origin: Origin(scheme: .https, host: "api.example.com"),
            headers: [
                ("Host", "api.example.com"), ("content-type", "application/json"), ("Content-Length", "17"),
                ("X-Request-Id", "7f1c"),
            ],
            body: Body(#"{"item":"pencil"}"#)
        )
        request.wireByteCount = 180
        var flow = Flow(id: FlowID(id), request: request, started: start)
        flow.response = Response(
            status: 500,
            reason: "Internal Server Error",
            headers: [("Content-Type", "application/json"), ("Retry-After", "120")],
            body: Body(#"{"error":"deadlock detected","retryable":true,"trace":["deadlock","Lock"]}"#),
            trailers: [("Checksum", "abc")]
        )
        flow.informational = [Response(status: 103, reason: "Early Hints", headers: [("Link", "</a.css>")])]
        flow.timing.requestHead = start + .milliseconds(2)
        flow.timing.resolved = start + .milliseconds(12)
        flow.timing.connected = start + .milliseconds(32)
        flow.timing.upstreamTLSDone = start + .milliseconds(72)
        flow.timing.requestDone = start + .milliseconds(73)
        flow.timing.firstByte = start + .milliseconds(400)
        flow.timing.finished = start + .milliseconds(412)
        flow.client = Connection(id: 1, remoteAddress: "127.0.0.1:53124", localAddress: "127.0.0.1:8080", opened: start)
        flow.server = Connection(
            id: 2,
            remoteAddress: "93.184.216.34:443",
            localAddress: "10.0.0.2:40000",
            opened: start,
            tls: TLSInfo(
                version: "TLSv1.3",
                cipher: "TLS_AES_128_GCM_SHA256",
                alpn: "http/1.1",
                serverName: "api.example.com",
                certificates: [.sample(start)]
            )
        )
        return flow
    }
}

extension CertificateInfo {
    fileprivate static func sample(_ now: Timestamp) -> CertificateInfo {
        CertificateInfo(
            subject: "CN=api.example.com",
            issuer: "CN=Example CA",
            subjectAlternativeNames: ["api.example.com", "*.api.example.com"],
            serialNumber: "01ff",
            notBefore: now - .seconds(86_400 * 30),
            notAfter: now + .seconds(86_400 * 60),
            publicKey: "P-256",
            fingerprint: "00112233"
        )
    }
}

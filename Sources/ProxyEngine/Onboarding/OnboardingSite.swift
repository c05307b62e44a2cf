import FlowKit

/// `http://sluice.proxy/`: what the proxy serves itself.
struct OnboardingSite: Sendable {
    static let host = "sluice.proxy"

    let authority: CertificateAuthority

    /// The authority's certificate in PEM form.
    func respond(to path: String) -> Response {
        LocalResponse.make(status: 200, contentType: "application/x-pem-file", body: authority.certificatePEM)
    }
}

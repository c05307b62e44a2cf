package import FlowKit

/// What the proxy itself answers at `http://sluice.proxy/`: its CA certificate, and how to trust it.
package struct OnboardingSite: Sendable {
    /// The host that is never looked up.
    package static let host = "sluice.proxy"

    private let authority: CertificateAuthority

    package init(authority: CertificateAuthority) {
        self.authority = authority
    }

    /// The answer to a GET; a HEAD gets the same without its body.
    ///
    /// - Parameters:
    ///   - path: in origin-form; a query does not matter.
    ///   - proxyAddress: where this client reaches the proxy, such as `192.168.1.4:8080`, for a command it can type.
    package func respond(to path: String, proxyAddress: String? = nil) -> Response {
        switch path.prefix(while: { $0 != "?" }) {
        case "/", "/index.html":
            return response(
                200,
                "OK",
                "text/html; charset=utf-8",
                Body(OnboardingPage.trust(authority, proxyAddress: proxyAddress))
            )
        case "/ca.pem":
            return download("application/x-pem-file", Body(authority.certificatePEM), as: "sluice-ca.pem")
        case "/ca.crt", "/ca.der", "/ca.cer":
            return download("application/x-x509-ca-cert", Body(authority.certificateDER), as: "sluice-ca.crt")
        default:
            return response(404, "Not Found", "text/html; charset=utf-8", Body(OnboardingPage.notFound(path)))
        }
    }

    private func download(_ mediaType: String, _ body: Body, as name: String) -> Response {
        var response = response(200, "OK", mediaType, body)
        // Not as an attachment: browsers and phones then offer to install it.
        response.headers.append("Content-Disposition", "inline; filename=\"\(name)\"")
        return response
    }

    private func response(_ status: Int, _ reason: WireText, _ mediaType: String, _ body: Body) -> Response {
        Response(
            status: status,
            reason: reason,
            headers: Headers([
                ("Content-Type", mediaType),
                ("Content-Length", String(body.byteCount)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ]),
            body: body
        )
    }
}

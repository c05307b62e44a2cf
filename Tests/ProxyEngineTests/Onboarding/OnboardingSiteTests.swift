import FlowKit
import Foundation
import NIOSSL
import ProxyEngine
import Testing

@Suite struct OnboardingSiteTests {
    private let directory: TemporaryDirectory
    private let authority: CertificateAuthority
    private let site: OnboardingSite

    init() throws {
        directory = try TemporaryDirectory()
        authority = try CertificateAuthority.loadOrCreate(in: directory.path)
        site = OnboardingSite(authority: authority)
    }

    private func text(_ path: String, proxyAddress: String? = nil) -> String {
        String(decoding: site.respond(to: path, proxyAddress: proxyAddress).body?.bytes ?? [], as: UTF8.self)
    }

    @Test func `the page shows the fingerprint and where to get the certificate`() {
        let response = site.respond(to: "/")

        #expect(response.status == 200)
        #expect(response.mediaType == "text/html")
        #expect(text("/").contains(authority.fingerprint))
        #expect(text("/").contains("<pre>curl -o sluice-ca.pem http://sluice.proxy/ca.pem</pre>"))
    }

    @Test func `the page names the address by which the client reaches the proxy`() {
        let page = text("/", proxyAddress: "192.168.1.4:8080")

        #expect(page.contains("curl --proxy http://192.168.1.4:8080 -o sluice-ca.pem http://sluice.proxy/ca.pem"))
    }

    @Test(arguments: [
        "Debian", "Fedora", "Arch", "macOS", "Windows", "Firefox", "Chrome", "iOS", "Android", "curl", "Python", "Node",
        "Java", "Go",
    ])
    func `the page tells how to trust the CA on`(system: String) {
        #expect(text("/").contains("<h2>\(system)"))
    }

    @Test func `the PEM file is the CA`() throws {
        let response = site.respond(to: "/ca.pem")

        #expect(response.mediaType == "application/x-pem-file")
        #expect(text("/ca.pem") == (try directory.text(of: "ca-cert.pem")))
    }

    @Test(arguments: ["/ca.crt", "/ca.der", "/ca.cer", "/ca.der?x=1"])
    func `the DER file is the CA`(path: String) throws {
        let response = site.respond(to: path)

        #expect(response.mediaType == "application/x-x509-ca-cert")
        let certificate = try NIOSSLCertificate(bytes: response.body?.bytes ?? [], format: .der)
        #expect(certificate == (try NIOSSLCertificate.fromPEMFile(authority.certificatePath).first))
    }

    @Test(arguments: ["/", "/ca.pem", "/ca.der", "/none"])
    func `the length given is the length sent`(path: String) {
        let response = site.respond(to: path)

        #expect(response.headers["Content-Length"] == response.body.map { String($0.byteCount) })
    }

    @Test func `what is not there says so, and runs nothing`() {
        let path = "/<script>alert('1')</script>&\"" + String(repeating: "x", count: 5_000)

        let response = site.respond(to: path)

        #expect(response.status == 404)
        #expect(text(path).contains("/&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;"))
        #expect(!text(path).contains("<script"))
        #expect(text(path).utf8.count < 5_000)
    }

    @Test func `an address is escaped`() {
        let page = text("/", proxyAddress: "<b>:1")

        #expect(page.contains("http://&lt;b&gt;:1"))
    }

    @Test func `the page needs nothing from elsewhere and no script`() {
        let page = text("/")

        #expect(!page.contains("<script"))
        #expect(!page.contains("src=\"http"))
        #expect(!page.contains("@import"))
    }
}

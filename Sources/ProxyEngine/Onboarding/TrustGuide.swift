/// How one system, browser or language is made to trust the CA.
struct TrustGuide: Sendable {
    /// Prose, or a command to type.
    enum Step: Sendable {
        case text(String)
        case command(String)
    }

    let name: String
    let steps: [Step]

    init(_ name: String, _ steps: [Step]) {
        self.name = name
        self.steps = steps
    }

    /// In the order of the page. Commands expect `sluice-ca.pem` in the current directory.
    static let builtIn: [TrustGuide] = systems + browsers + phones + tools

    private static let systems = [
        TrustGuide(
            "Debian, Ubuntu",
            [
                .command(
                    "sudo cp sluice-ca.pem /usr/local/share/ca-certificates/sluice-ca.crt\nsudo update-ca-certificates"
                )
            ]
        ),
        TrustGuide(
            "Fedora, RHEL",
            [.command("sudo cp sluice-ca.pem /etc/pki/ca-trust/source/anchors/\nsudo update-ca-trust")]
        ),
        TrustGuide("Arch Linux", [.command("sudo trust anchor --store sluice-ca.pem")]),
        TrustGuide(
            "macOS",
            [
                .command(
                    "sudo security add-trusted-cert -d -r trustRoot \\\n"
                        + "  -k /Library/Keychains/System.keychain sluice-ca.pem"
                ),
                .text("Safari, Chrome and Go programs read this store."),
            ]
        ),
        TrustGuide(
            "Windows",
            [.text("In a prompt run as administrator:"), .command("certutil -addstore Root sluice-ca.pem")]
        ),
    ]

    private static let browsers = [
        TrustGuide(
            "Firefox",
            [
                .text(
                    "Settings, Privacy & Security, View Certificates, Authorities, Import: choose the file and tick "
                        + "“Trust this CA to identify websites”."
                )
            ]
        ),
        TrustGuide(
            "Chrome and Chromium on Linux",
            [
                .text("They keep a store of their own; certutil is in libnss3-tools (Debian) or nss-tools (Fedora)."),
                .command(
                    "mkdir -p ~/.pki/nssdb\n"
                        + "certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n sluice -i sluice-ca.pem"
                ),
            ]
        ),
    ]

    private static let phones = [
        TrustGuide(
            "iOS, iPadOS",
            [
                .text("Open this page in Safari, tap the DER certificate and allow the download."),
                .text("Settings, General, VPN & Device Management: install the profile."),
                .text("Settings, General, About, Certificate Trust Settings: turn the CA on."),
            ]
        ),
        TrustGuide(
            "Android",
            [
                .text(
                    "Download the DER certificate. Settings, Security, More security settings, Encryption & credentials, "
                        + "Install a certificate, CA certificate. Names differ between makers."
                ),
                .text(
                    "Browsers trust it then. An app of your own has to say so in its network security configuration:"
                ),
                .command(
                    "<network-security-config><debug-overrides><trust-anchors>\n"
                        + "  <certificates src=\"user\"/>\n"
                        + "</trust-anchors></debug-overrides></network-security-config>"
                ),
            ]
        ),
    ]

    private static let tools = [
        TrustGuide("curl", [.command("curl --cacert sluice-ca.pem https://example.com/")]),
        TrustGuide(
            "Python",
            [
                .text("requests, httpx and urllib, then pip. These replace the usual store."),
                .command("export REQUESTS_CA_BUNDLE=$PWD/sluice-ca.pem SSL_CERT_FILE=$PWD/sluice-ca.pem"),
                .command("export PIP_CERT=$PWD/sluice-ca.pem"),
            ]
        ),
        TrustGuide("Node.js", [.command("export NODE_EXTRA_CA_CERTS=$PWD/sluice-ca.pem")]),
        TrustGuide(
            "Java",
            [
                .command(
                    "sudo keytool -importcert -cacerts -noprompt -storepass changeit -alias sluice -file sluice-ca.pem"
                ),
                .text("Or, for one program, into a store of its own:"),
                .command(
                    "keytool -importcert -noprompt -storepass changeit -alias sluice -file sluice-ca.pem -keystore sluice.p12\n"
                        + "java -Djavax.net.ssl.trustStore=sluice.p12 -Djavax.net.ssl.trustStorePassword=changeit …"
                ),
            ]
        ),
        TrustGuide(
            "Go",
            [
                .text("On Linux; on macOS programs read the system's store alone. This replaces the usual store."),
                .command("export SSL_CERT_FILE=$PWD/sluice-ca.pem"),
            ]
        ),
    ]
}

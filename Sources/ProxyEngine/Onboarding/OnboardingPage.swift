import FlowKit

/// The HTML of the onboarding site: one file, no script, readable as text.
enum OnboardingPage {
    /// What the CA is and how to trust it.
    static func trust(_ authority: CertificateAuthority, proxyAddress: String?) -> String {
        let proxy = proxyAddress.map { "--proxy http://\($0) " } ?? ""
        let fetch = "curl \(proxy)-o sluice-ca.pem http://\(OnboardingSite.host)/ca.pem"
        let guides = TrustGuide.builtIn.map(section).joined(separator: "\n")
        return document(
            title: "Sluice: trust this proxy's CA",
            body: """
                <h1>Sluice</h1>
                <p>Your traffic passes through this proxy. To read TLS it answers with certificates of its own, which
                clients accept once they trust its certificate authority (CA).</p>
                <p class="get"><a href="/ca.pem">CA certificate, PEM</a> <a href="/ca.crt">CA certificate, DER</a></p>
                <dl>
                <dt>Name</dt><dd>\(escaped(authority.name))</dd>
                <dt>Valid until</dt><dd>\(escaped(authority.notAfter.day))</dd>
                <dt>SHA-256</dt><dd><code>\(escaped(authority.fingerprint))</code></dd>
                </dl>
                <p>Compare the fingerprint with what <code>sluice ca show</code> prints. The key never leaves the machine
                Sluice runs on; whoever holds it can read your TLS traffic, so trust the CA only while you need it.</p>
                <p>For one command there is nothing to install: <code>sluice run -- COMMAND</code> sets proxy and trust
                for it alone. For everything else get the certificate, then follow your system below.</p>
                <pre>\(escaped(fetch))</pre>
                \(guides)
                """
        )
    }

    static func notFound(_ path: String) -> String {
        document(
            title: "Not found",
            body: """
                <h1>Not found</h1>
                <p>Sluice has nothing at <code>\(escaped(String(path.prefix(200))))</code>. Its certificate and how to trust it are
                on the <a href="/">first page</a>.</p>
                """
        )
    }

    private static func section(_ guide: TrustGuide) -> String {
        let steps = guide.steps.map { step in
            switch step {
            case .text(let text): "<p>\(escaped(text))</p>"
            case .command(let command): "<pre>\(escaped(command))</pre>"
            }
        }
        return "\n<h2>\(escaped(guide.name))</h2>\n" + steps.joined(separator: "\n")
    }

    private static func document(title: String, body: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(escaped(title))</title>
        <style>
        :root { --text: #1b1f24; --back: #ffffff; --box: #f3f5f7; --line: #d5dae0; --link: #0b5cad }
        @media (prefers-color-scheme: dark) {
          :root { --text: #dfe3e8; --back: #14171a; --box: #1f2429; --line: #363d45; --link: #7db7f2 }
        }
        body { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; color: var(--text); background: var(--back);
          font: 1rem/1.55 system-ui, sans-serif }
        h1 { margin: 0 0 .5rem; font-size: 1.6rem }
        h2 { margin: 2rem 0 .4rem; padding-top: .9rem; border-top: 1px solid var(--line); font-size: 1.1rem }
        a { color: var(--link) }
        code, pre { font: .86rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
        pre { padding: .7rem .9rem; overflow-x: auto; background: var(--box); border: 1px solid var(--line);
          border-radius: .4rem; white-space: pre-wrap }
        .get a { display: inline-block; margin: .2rem .6rem .2rem 0; padding: .5rem .9rem; border: 1px solid var(--link);
          border-radius: .4rem; text-decoration: none }
        dt { font-weight: 600 }
        dd { margin: 0 0 .5rem }
        </style>
        </head>
        <body>
        \(body)
        </body>
        </html>

        """
    }
}

/// The text with every character replaced that means something in HTML, inside quotes or out of them.
func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
        switch character {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        case "'": result += "&#39;"
        default: result.unicodeScalars.append(character)
        }
    }
    return result
}

import ArgumentParser
import FlowKit
import ProxyEngine
import Testing

@testable import sluice

@Suite struct TLSSettingsTests {
    private func settings(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Settings {
        let options = try CommonOptions.parse(arguments)
        return try Settings(options: options, sources: SettingSources(environment: environment), cores: 2)
    }

    @Test func `what is said nowhere is TLS 1.2 and 1.3, all intercepted, HTTP/2 where it is spoken`() throws {
        let settings = try settings([])

        #expect(settings.engine.tls.clientVersions == TLSVersions())
        #expect(settings.engine.tls.keyLogFile == nil)
        #expect(settings.engine.isHTTP2Enabled)
        #expect(settings.passThrough == PassThroughSet())
        #expect(settings.authority == nil)
    }

    @Test func `hosts are patterns, from the command line and the environment`() throws {
        let typed = try settings([
            "--ignore-hosts", "*.bank.test", "--ignore-hosts", "/^db/", "--allow-hosts", "a.test",
        ])
        let inherited = try settings([], ["SLUICE_HTTP1_HOSTS": "old.test", "SLUICE_AUTO_PASSTHROUGH": "10m"])

        #expect(typed.passThrough.entries.map(\.hosts.text) == ["*.bank.test", "/^db/"])
        #expect(typed.passThrough.intercepted.map(\.text) == ["a.test"])
        #expect(inherited.engine.http1OnlyHosts.map(\.text) == ["old.test"])
        #expect(inherited.engine.autoPassThrough == .seconds(600))
    }

    @Test(
        arguments: [
            ("client.pem", nil, "client.pem", nil),
            ("client.pem:client.key", nil, "client.pem", "client.key"),
            ("*.a.test=c.pem:c.key", "*.a.test", "c.pem", "c.key"),
            ("a.test:8443=c.pem", "a.test:8443", "c.pem", nil),
        ] as [(String, String?, String, String?)]
    )
    func `a certificate has hosts, a file and a key`(
        text: String,
        hosts: String?,
        file: String,
        key: String?
    ) throws {
        let settings = try settings(["--client-cert", text], ["SLUICE_KEY_PASSPHRASE": "secret"])

        let pair = try #require(settings.engine.tls.clientCertificates.first)
        #expect(pair.hosts?.text == hosts)
        #expect(pair.certificatePath == file)
        #expect(pair.keyPath == key)
        #expect(pair.passphrase == "secret")
    }

    @Test func `versions are set for each side, and the key log by its usual variable`() throws {
        let arguments = ["--tls-client-min", "1.0", "--tls-upstream-max", "1.1"]
        let settings = try settings(arguments, ["SSLKEYLOGFILE": "/tmp/keys"])

        #expect(settings.engine.tls.clientVersions.least == .tls10)
        #expect(settings.engine.tls.clientVersions.greatest == .tls13)
        #expect(settings.engine.tls.upstreamVersions.least == .tls11)
        #expect(settings.engine.tls.upstreamVersions.greatest == .tls11)
        #expect(settings.engine.tls.keyLogFile == "/tmp/keys")
    }

    @Test func `a CA of one's own may hold its key`() throws {
        let settings = try settings(["--ca-cert", "ca.pem"])

        #expect(settings.authority == AuthorityOption(certificatePath: "ca.pem", keyPath: nil))
    }

    @Test(arguments: [
        (["--ignore-hosts", "https://a.test/"], "--ignore-hosts: 'https://a.test/'"),
        (["--tls-client-min", "1.4"], "--tls-client-min: '1.4' is not a TLS version (1.0, 1.1, 1.2 or 1.3)"),
        (["--tls-client-min", "1.3", "--tls-client-max", "1.2"], "no TLS version is at least 1.3 and at most 1.2"),
        (["--client-cert", "c.pem:"], "is not [HOSTS=]FILE[:KEY]"),
        (["--client-cert", "a.test="], "is not [HOSTS=]FILE[:KEY]"),
        (["--cert", "c.pem"], "names no hosts (write HOSTS=FILE)"),
        (["--ca-key", "ca.key"], "--ca-key is of no use alone"),
        (["--auto-passthrough", "10"], "is not a duration"),
    ])
    func `what cannot be is refused with what is wrong`(arguments: [String], words: String) {
        #expect { try settings(arguments) } throws: { error in
            (error as? UsageError)?.message.contains(words) == true
        }
    }
}

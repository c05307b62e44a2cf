import ArgumentParser
import FlowKit
import Foundation
import Logging
import ProgramSupport
import ProxyEngine
import Testing

@testable import sluice

@Suite struct SettingsTests {
    private let path = "/c/config.toml"

    private func settings(
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        file: String = ""
    ) throws -> Settings {
        let sources = SettingSources(
            environment: environment,
            file: try ConfigurationFile(text: file, path: path)
        )
        return try Settings(options: CommonOptions.parse(arguments), sources: sources, cores: 4)
    }

    private func message(_ body: () throws -> Settings) -> String? {
        #expect(throws: UsageError.self) { try body() }?.message
    }

    @Test func `without any setting the defaults hold`() throws {
        let settings = try settings()

        #expect(settings.engine.listeners == [.standard])
        #expect(settings.engine.bodyLimit == 16 << 20)
        #expect(settings.engine.threadCount == 3)
        #expect(settings.memory == 1 << 30)
        #expect(settings.spill == 4 << 30)
        #expect(!settings.engine.isUpstreamVerificationOff)
    }

    @Test func `every option reaches its setting`() throws {
        let settings = try settings([
            "--listen", "[::1]:0", "--listen", "socks5@:1080", "--keep-host", "--body-limit", "64k", "--memory", "2G",
            "--spill", "0", "--upstream-ca", "a.pem", "--upstream-ca",
            "b.pem", "--insecure", "--block", "~d ads.test", "--block", "~m POST", "--threads", "2",
            "--connect-timeout", "300ms", "--idle-timeout", "5m", "--log-file", "x.log", "--log-level", "debug",
            "--filter", "~e", "--proto-descriptors", "a.pb", "--proto-descriptors", "b.pb",
        ])

        #expect(settings.engine.listeners.map(\.text) == ["regular@[::1]:0", "socks5@127.0.0.1:1080"])
        #expect(settings.engine.keepsHost)
        #expect(settings.engine.bodyLimit == 65_536)
        #expect(settings.engine.upstreamAuthorityFiles == ["a.pem", "b.pem"])
        #expect(settings.engine.isUpstreamVerificationOff)
        #expect(settings.engine.threadCount == 2)
        #expect(settings.engine.connectTimeout == .milliseconds(300))
        #expect(settings.engine.idleTimeout == .seconds(300))
        #expect(settings.memory == 2 << 30)
        #expect(settings.spill == 0)
        #expect(settings.blocks.map(\.text) == ["~d ads.test", "~m POST"])
        #expect(settings.filter?.text == "~e")
        #expect(settings.protoDescriptors.map(\.text) == ["a.pb", "b.pb"])
        #expect(settings.logFile == "x.log")
        #expect(settings.logLevel == .debug)
    }

    @Test func `an option goes before a variable, a variable before the file`() throws {
        let file = "listen = ':1'\nmemory = '1m'\nbody-limit = 1024\n"
        let environment = ["SLUICE_LISTEN": ":2", "SLUICE_MEMORY": "2m"]

        let settings = try settings(["--listen", ":3"], environment: environment, file: file)

        #expect(settings.engine.listeners.map(\.address.port) == [3])
        #expect(settings.memory == 2 << 20)
        #expect(settings.engine.bodyLimit == 1024)
    }

    @Test func `lists and switches can stand in the file`() throws {
        let settings = try settings(file: "insecure = true\nblock = ['~d a', '~d b']\nupstream-ca = 'r.pem'\n")

        #expect(settings.engine.isUpstreamVerificationOff)
        #expect(settings.blocks.map(\.text) == ["~d a", "~d b"])
        #expect(settings.engine.upstreamAuthorityFiles == ["r.pem"])
    }

    @Test(arguments: [
        (["--memory", "lots"], "--memory: 'lots' is not a size like 64k, 10MiB or 1G"),
        (
            ["--listen", "nowhere"],
            "--listen: 'nowhere' is not an address like 127.0.0.1:8080 or [::1]:0 (at column 1)"
        ),
        (["--idle-timeout", "5"], "--idle-timeout: '5' is not a duration like 300ms, 2s or 5m"),
        (["--threads", "0"], "--threads: '0' is not a number from 1 to 1024"),
    ])
    func `a bad option is named with what it should be`(arguments: [String], expected: String) {
        #expect(message { try settings(arguments) } == expected)
    }

    @Test func `a bad variable is named`() {
        let text = message { try settings(environment: ["SLUICE_LISTEN": "x"]) }

        #expect(text?.hasPrefix("SLUICE_LISTEN: 'x' is not an address") == true)
    }

    @Test(arguments: [
        (
            "# mine\n\nlisten = 'x'\n",
            "/c/config.toml:3: listen: 'x' is not an address like 127.0.0.1:8080 or [::1]:0 (at column 1)"
        ),
        ("memory = '1G'\nlisetn = ':1'\n", "/c/config.toml:2: unknown setting 'lisetn' (did you mean 'listen'?)"),
        (
            "memory = 2000-01-01\n",
            "/c/config.toml:1: memory must be a text, a number, true or false, or a list of texts"
        ),
        ("block = ['a', 1]\n", "/c/config.toml:1: block must be a text, a number, true or false, or a list of texts"),
        ("listen = ':1'\u{0}", "/c/config.toml: holds a NUL byte, so it is not TOML"),
    ])
    func `a mistake in the file is reported with its line`(file: String, expected: String) {
        #expect(message { try settings(file: file) } == expected)
    }

    @Test func `a file that is not TOML is reported with its line`() {
        let text = message { try settings(file: "listen = ':1'\nmemory = = 3\n") }

        #expect(text?.hasPrefix("/c/config.toml:2: ") == true)
    }

    @Test func `ways in and out are settings`() throws {
        let settings = try settings(
            ["--proxy-auth", "joe:secret", "--proxy-protocol-from", "10.0.0.0/8,::1", "--upstream-from-env"],
            environment: ["http_proxy": "http://p:1", "no_proxy": "test"],
            file: "listen = ['socks5@:1080', 'reverse:http://a@:1']\nkeep-host = true\n"
        )

        #expect(settings.engine.listeners.map(\.mode.name) == ["socks5", "reverse"])
        #expect(settings.engine.keepsHost)
        #expect(settings.engine.proxyAuthentication?.permits(field: "Basic am9lOnNlY3JldA==") == true)
        #expect(settings.engine.proxyHeaderSources.count == 2)
        #expect(settings.engine.upstreamRoutes.http?.hostAndPort == "p:1")
        #expect(settings.engine.upstreamRoutes.proxy(for: Origin(scheme: .http, host: "a.test")) == nil)
    }

    @Test(arguments: [
        (
            ["--listen", "upstream:ftp://joe:secret@p@:1"],
            "--listen: a proxy is http://, https:// or socks5:// (at column 10)"
        ),
        (["--proxy-auth", "secret"], "--proxy-auth: write a user and a password as USER:PASSWORD"),
        (
            ["--proxy-auth", "a:b", "--proxy-auth-file", "f"],
            "--proxy-auth-file: --proxy-auth says who may use the proxy already (give one)"
        ),
        (["--proxy-auth-file", "/nowhere/f"], "--proxy-auth-file: cannot read /nowhere/f: no such file"),
        (
            ["--proxy-protocol-from", "10.0.0.0/8,"],
            "--proxy-protocol-from: '10.0.0.0/8,' is not a list of addresses like 10.0.0.0/8,127.0.0.1"
        ),
        (
            ["--upstream-proxy", "http://joe:secret@p/x"],
            "--upstream-proxy: nothing may follow a proxy's host and port (at column 20)"
        ),
    ])
    func `a bad way in or out is named, without what may be a password`(arguments: [String], expected: String) {
        #expect(message { try settings(arguments) } == expected)
    }
}

@Suite struct ProtoDescriptorsTests {
    private func message(_ bytes: [UInt8]?) throws -> String? {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/set.pb"
        if let bytes { try Data(bytes).write(to: URL(filePath: path)) }
        let options = try CommonOptions.parse(["--proto-descriptors", path])
        let settings = try Settings(options: options, sources: SettingSources(), cores: 4)
        let error = #expect(throws: UsageError.self) { try settings.schema() }
        return error?.message.replacingOccurrences(of: path, with: "FILE")
    }

    @Test func `a file that is no descriptor set is refused with the reason and what makes one`() throws {
        #expect(try message(nil) == "--proto-descriptors: cannot read FILE: no such file or directory")
        #expect(
            try message(Array("syntax = \"proto3\";".utf8))
                == "--proto-descriptors: FILE is not a descriptor set: field 13 has the unknown wire type 7 at byte 12 "
                + "(protoc --descriptor_set_out=FILE --include_imports writes one)"
        )
    }
}

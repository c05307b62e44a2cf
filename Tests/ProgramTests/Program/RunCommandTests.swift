import Foundation
import ProgramSupport
import Testing

extension ProgramTests {
    @Suite struct RunCommandTests {
        private let program: SluiceProgram

        init() throws {
            program = try SluiceProgram()
        }

        @Test(arguments: [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143), ("kill -KILL $$", 137)])
        func `the exit code of the command passes through`(script: String, code: Int32) throws {
            #expect(try program.run("run", "--", "sh", "-c", script).code == code)
        }

        @Test(arguments: [("no-such-command", 127), ("/no/such/file", 127), ("/etc/passwd", 126), ("/", 126)])
        func `a command that cannot run has the code of a shell`(command: String, code: Int32) throws {
            let result = try program.run("run", "--", command)

            #expect(result.code == code)
            #expect(result.errors.hasPrefix("sluice: cannot run '\(command)': "))
        }

        @Test func `standard streams pass through, and only they`() throws {
            let result = try program.run("run", "--", "sh", "-c", "cat; echo oops >&2", input: "line one\nline two\n")

            #expect(result.output == "line one\nline two\n")
            #expect(result.errors == "oops\nsluice: no calls seen\n")
        }

        @Test func `options of the command are its own, with and without the dashes`() throws {
            #expect(try program.run("run", "--", "echo", "--har", "x", "--").output == "--har x --\n")
            #expect(try program.run("run", "echo", "x", "--version", "-h").output == "x --version -h\n")
        }

        @Test func `the child finds the proxy and what to trust`() throws {
            let result = try program.run("run", "--", "env")

            var variables: [String: String] = [:]
            for line in result.output.split(separator: "\n") {
                let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            }
            let proxy = try #require(variables["https_proxy"])
            #expect(proxy.hasPrefix("http://127.0.0.1:"))
            #expect(variables["HTTP_PROXY"] == proxy)
            let bundle = try String(contentsOfFile: try #require(variables["SSL_CERT_FILE"]), encoding: .utf8)
            let path = try #require(variables["NODE_EXTRA_CA_CERTS"])
            #expect(bundle.contains(try String(contentsOfFile: path, encoding: .utf8)))
            #expect(variables["JAVA_TOOL_OPTIONS"]?.contains("-Djavax.net.ssl.trustStore=") == true)
        }

        @Test func `the child can pass a proxy that asks for a password`() throws {
            let script = "echo $http_proxy"

            let result = try program.run(
                "run",
                "--listen",
                "127.0.0.1:0",
                "--proxy-auth",
                "joe:p@ss",
                "--",
                "sh",
                "-c",
                script
            )

            #expect(result.output.hasPrefix("http://joe:p%40ss@127.0.0.1:"))
        }

        @Test(.enabled(if: isInstalled("curl")))
        func `its traffic is recorded and summed up`() throws {
            let har = program.home.file("run.har")

            let result = try program.run(
                "run",
                "--har",
                har,
                "--",
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "http://sluice.proxy/"
            )

            #expect(result.code == 0)
            #expect(result.errors.hasPrefix("sluice: 1 call, 1 host, 0 errors, p95 "))
            #expect(try program.home.text(of: "run.har").contains("http://sluice.proxy/"))
        }

        @Test func `a signal reaches the child, whose answer counts`() throws {
            let script = "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done"
            let running = try program.start(["run", "--", "sh", "-c", script])
            try eventually("the child is there") { running.output == "ready\n" }

            running.send(SIGTERM)
            try running.waitForEnd()

            #expect(running.code == 9)
        }

        @Test(.enabled(if: isInstalled("keytool")))
        func `Java can read the store it is given`() throws {
            _ = try program.run("run", "--", "true")

            let store = program.home.file("client/java-truststore.p12")
            let result = try program.shell("keytool -list -storetype PKCS12 -keystore '\(store)' </dev/null")

            #expect(result.output.contains("trustedCertEntry"))
        }

        @Test(
            .enabled(if: isInstalled("node")),
            arguments: [
                "fetch(url).then((answer) => console.log(answer.status))",
                "require('http').get(url, (answer) => { console.log(answer.statusCode); answer.resume() })",
            ]
        )
        func `Node's requests go through the proxy, whatever its version`(script: String) throws {
            let line = "const url = 'http://sluice.proxy/'; \(script)"

            let result = try program.run("run", "--", "node", "-e", line)

            #expect(result.output == "200\n")
            #expect(result.errors.contains("1 call, 1 host"))
        }
    }
}

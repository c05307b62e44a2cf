import FlowKit
import Foundation
import ProgramSupport
import Testing

extension ClientTests {
    @Suite(.enabled(if: Python.has(), "python3 or openssl is not installed"))
    struct OtherToolsTests {
        private let bench: ClientBench
        private let secure: String

        init() throws {
            bench = try ClientBench()
            secure = "https://localhost:\(try Origin.http1.get().ports[1])"
        }

        @Test(.enabled(if: isInstalled("wget"), "wget is not installed"))
        func `wget downloads, and trusts what its settings name`() async throws {
            let run = try await bench.shell(
                """
                wget -nv -O one \(secure)/bytes/250000 && wget -nv -O two \(secure)/chunked/60000 &&
                wget -nv -O three --post-file=one \(secure)/digest && cat three && cat one two | sha256sum
                """
            )

            run.expectWhole(3)
            let bodies = run.flows.prefix(2).flatMap { $0.response?.body?.bytes ?? [] }
            #expect(run.text.contains(checksum(bodies)))
            #expect(run.text.hasPrefix("\(checksum(run.flows[0].response?.body?.bytes ?? [])) 250000"))
        }

        @Test func `openssl's client sees a chain that holds`() async throws {
            let request = "GET /bytes/4000 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            let command = """
                exec openssl s_client -quiet -proxy "${https_proxy#http://}" -connect "${0#https://}" -servername localhost \
                -verify_return_error -verify_hostname localhost -CAfile "$SSL_CERT_FILE"
                """

            let run = try await bench.run(["/bin/sh", "-c", command, secure], input: request)

            run.expectWhole(1)
            #expect(run.output.suffix(4000).elementsEqual(run.flows.first?.response?.body?.bytes ?? []))
        }

        @Test(.enabled(if: isInstalled("git"), "git is not installed"))
        func `git clones and pushes`() async throws {
            let root = Origin.root.path
            let run = try await bench.shell(
                """
                set -e
                export GIT_CONFIG_GLOBAL=$PWD/gitconfig GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
                git config --global user.name Ann; git config --global user.email ann@example.test
                git config --global init.defaultBranch main
                git init -q --bare '\(root)/work.git'; git -C '\(root)/work.git' config http.receivepack true
                git clone -q \(secure)/git/work.git one 2>/dev/null
                head -c 1500000 /dev/urandom > one/large
                git -C one add large; git -C one commit -q -m first; git -C one push -q origin HEAD:main
                git clone -q \(secure)/git/work.git two
                cmp one/large two/large && git -C two fsck && echo same
                """
            )

            run.expectWhole(run.flows.count)
            #expect(run.text.hasSuffix("same\n"))
            let pushed = run.flows.first {
                $0.request.path.hasSuffix("git-receive-pack") && $0.request.method == "POST"
            }
            #expect(run.flows.contains { $0.request.path.hasSuffix("git-upload-pack") })
            // Larger than git's buffer: it comes in chunks, after a small request that asks whether it may.
            #expect(pushed?.response?.status == 200)
            #expect(run.flows.contains { ($0.request.body?.byteCount ?? 0) > 1_500_000 })
        }
    }
}

import FlowKit
import Foundation
import ProgramSupport
import Testing

extension ClientTests {
    @Suite(
        .enabled(if: Python.has("hypercorn", "h2"), "hypercorn for Python is not installed")
    )
    struct HTTP2Tests {
        private let bench: ClientBench
        private let base: String

        init() throws {
            bench = try ClientBench()
            base = "https://localhost:\(try Origin.http2.get().ports[0])"
        }

        @Test(.enabled(if: isInstalled("curl"), "curl is not installed"))
        func `curl downloads and uploads`() async throws {
            let data = try bench.writeFile("body", byteCount: 300_000)

            let run = try await bench.shell(
                """
                set -e
                curl -sS --http2 -w '%{http_version}\\n' -Z -o 'part#1' '\(base)/bytes/[5000-5059]'
                curl -sS --http2 --suppress-connect-headers -I \(base)/bytes/100
                curl -sS --http2 -r 10-19 \(base)/bytes/100 | wc -c
                curl -sS --http2 -T body \(base)/digest
                """
            )

            run.expectWhole(63, .http2)
            #expect(run.text.hasPrefix(String(repeating: "2\n", count: 60) + "HTTP/2 200 \r\n"))
            #expect(run.text.hasSuffix("10\n\(checksum(data)) 300000"))
        }

        @Test(.enabled(if: isInstalled("curl"), "curl is not installed"))
        func `a client of HTTP 1.1 gets HTTP 1.1 from a server that has both`() async throws {
            let run = try await bench.run(["curl", "-sS", "--http1.1", "\(base)/bytes/70000"])

            run.expectWhole(1)
            #expect(checksum(run.output) == run.flows.first?.response?.headers["X-Sha256"])
        }

        @Test(.enabled(if: Python.has("httpx"), "httpx for Python is not installed"))
        func `httpx for Python`() async throws {
            let run = try await bench.python("httpx_client.py", base, "2")

            run.expectWhole(41, .http2)
            #expect(run.told == run.recorded)
            #expect(Set(run.flows.compactMap(\.client?.id)).count == 1)
        }

        @Test(.enabled(if: isInstalled("node"), "node is not installed"))
        func `http2 of Node`() async throws {
            let run = try await bench.run(["node", Scripts.client("node_http2_client.cjs"), base])

            run.expectWhole(102, .http2)
            #expect(run.told == run.recorded)
        }

        @Test(.enabled(if: isInstalled("javac"), "a Java development kit is not installed"))
        func `HttpClient of Java`() async throws {
            let run = try await bench.run(["java", Scripts.client("Client.java"), base, "2"])

            run.expectWhole(25, .http2)
            #expect(run.told == run.recorded)
        }

        @Test(.enabled(if: Python.has("grpc"), "grpcio for Python is not installed"))
        func `gRPC in all its kinds of call`() async throws {
            let port = try Origin.grpc.get().ports[0]

            let run = try await bench.python("grpc_client.py", "localhost:\(port)")

            run.expectWhole(7, .http2)
            let said = [
                "unary 0", "unary 5", "unary 300000", "compressed", "stream 200", "chat 20",
                "refused FAILED_PRECONDITION not today: ünwilling", "",
            ]
            #expect(run.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) == said)
            let status = run.flows.map { $0.response?.trailers?["grpc-status"] ?? $0.response?.headers["grpc-status"] }
            #expect(status == ["0", "0", "0", "0", "0", "0", "9"])
            // Each message has five bytes before it.
            #expect(run.flows.first { $0.request.body?.byteCount == 300_005 }?.response?.body?.byteCount == 300_005)
        }

        private static let hasChromium = isInstalled("chromium") && isInstalled("certutil")

        @Test(.enabled(if: hasChromium, "chromium or certutil is not installed"))
        func `Chromium loads a page of many resources`() async throws {
            let run = try await bench.shell(
                """
                export HOME=$PWD DBUS_SESSION_BUS_ADDRESS=
                mkdir -p .pki/nssdb
                certutil -d sql:.pki/nssdb -N --empty-password
                certutil -d sql:.pki/nssdb -A -t C,, -n sluice -i "$NODE_EXTRA_CA_CERTS"
                # On a busy machine it was seen to print the page and never end.
                timeout -k 1 50 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
                    --no-first-run --disable-sync --disable-background-networking --disable-component-update \
                    --user-data-dir=$PWD/data \
                    --proxy-server="$https_proxy" '--proxy-bypass-list=<-loopback>' \
                    --virtual-time-budget=20000 --timeout=40000 --dump-dom '\(base)/page/150' 2> errors
                """
            )

            #expect(run.text.contains("150 of 150 whole"), "\(run.text)\(run.errors)")
            // What a browser asks its maker's servers is no concern of this test.
            let own = run.flows.filter { $0.request.url.hasPrefix(base) && $0.request.path != "/favicon.ico" }
            ClientRun(code: run.code, output: run.output, errors: run.errors, flows: own).expectWhole(151, .http2)
        }
    }
}

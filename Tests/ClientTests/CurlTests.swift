import FlowKit
import Foundation
import ProgramSupport
import Testing

extension ClientTests {
    @Suite(.enabled(if: isInstalled("curl") && Python.has(), "curl, python3 or openssl is not installed"))
    struct CurlTests {
        private let bench: ClientBench
        private let plain: String
        private let secure: String

        init() throws {
            bench = try ClientBench()
            let ports = try Origin.http1.get().ports
            plain = "http://localhost:\(ports[0])"
            secure = "https://localhost:\(ports[1])"
        }

        private func curl(_ arguments: String...) async throws -> ClientRun {
            try await bench.run(["curl", "-sS", "--fail", "--http1.1"] + arguments)
        }

        private func origins() -> [String] { [plain, secure] }

        @Test(arguments: [0, 1], ["/bytes/0", "/bytes/1", "/bytes/300000", "/chunked/100000", "/until-close/70000"])
        func `a download arrives and is recorded byte for byte`(origin: Int, path: String) async throws {
            let run = try await curl(origins()[origin] + path)

            run.expectWhole(1)
            #expect(checksum(run.output) == checksum(run.flows.first?.response?.body?.bytes ?? []))
            #expect(run.output.count == Int(path.split(separator: "/")[1]))
            #expect(run.flows.first?.request.origin.scheme == (origin == 0 ? .http : .https))
        }

        @Test(arguments: [0, 1], [["-T"], ["--data-binary"], ["-H", "Transfer-Encoding: chunked", "-T"]])
        func `an upload arrives and is recorded byte for byte`(origin: Int, form: [String]) async throws {
            let data = try bench.writeFile("body", byteCount: 200_001)
            let path = (form.last == "-T" ? "" : "@") + bench.file("body")

            let run = try await bench.run(["curl", "-sS", "--fail"] + form + [path, origins()[origin] + "/digest"])

            run.expectWhole(1)
            #expect(run.text == "\(checksum(data)) 200001")
            #expect(run.flows.first?.request.body?.byteCount == 200_001)
        }

        @Test func `a large upload waits for 100 Continue, which is recorded`() async throws {
            let data = try bench.writeFile("body", byteCount: 1 << 20)

            let run = try await curl("-H", "Expect: 100-continue", "-T", bench.file("body"), secure + "/digest")

            run.expectWhole(1)
            #expect(run.text == "\(checksum(data)) \(data.count)")
            #expect(run.flows.first?.informational.map(\.status) == [100])
        }

        @Test(arguments: [("0-9", 10), ("500-", 500), ("-7", 7)])
        func `a range is a range`(range: String, count: Int) async throws {
            let run = try await curl("-r", range, secure + "/bytes/1000")

            run.expectWhole(1)
            #expect(run.output.count == count)
            #expect(run.flows.first?.response?.status == 206)
        }

        @Test func `an interrupted download goes on where it ended`() async throws {
            let run = try await bench.shell(
                """
                curl -sS -r 0-4999 -o part \(secure)/bytes/12000
                curl -sS -C - -o part \(secure)/bytes/12000
                curl -sS -o whole \(secure)/bytes/12000
                cmp part whole && echo same
                """
            )

            run.expectWhole(3)
            #expect(run.text == "same\n")
        }

        @Test func `HEAD has a length and no body`() async throws {
            let run = try await curl("-I", secure + "/bytes/5000")

            run.expectWhole(1)
            #expect(run.text.contains("Content-Length: 5000\r\n"))
            #expect(run.flows.first?.response?.body == nil)
        }

        @Test(arguments: [0, 1], ["/bytes/9000", "/chunked/9000"])
        func `a client of HTTP 1.0 gets its answer in its own way`(origin: Int, path: String) async throws {
            let run = try await bench.run(["curl", "-sS", "--fail", "--http1.0", origins()[origin] + path])

            run.expectWhole(1)
            #expect(run.output.count == 9000)
            #expect(run.flows.first?.request.version == .http10)
        }

        @Test func `several URLs share a connection`() async throws {
            let run = try await curl(secure + "/bytes/[1-20]", "-o", bench.file("part#1"))

            run.expectWhole(20)
            #expect(Set(run.flows.compactMap(\.client?.id)).count == 1)
            #expect(Set(run.flows.compactMap(\.server?.id)).count == 1)
        }

        @Test func `many at once do not mix`() async throws {
            let run = try await curl("-Z", secure + "/bytes/[1000-1039]", "-o", bench.file("part#1"))

            run.expectWhole(40)
            for flow in run.flows {
                let size = flow.request.path.dropFirst("/bytes/".count)
                let got = try Data(contentsOf: URL(filePath: bench.file("part\(size)")))
                #expect(checksum(got) == flow.response?.headers["X-Sha256"])
            }
        }

        @Test func `trailers reach a client that prints them`() async throws {
            let run = try await curl("-D", "-", "-o", bench.file("body"), secure + "/chunked/6000")

            run.expectWhole(1)
            let sum = try #require(run.flows.first?.response?.trailers?["X-Sha256"])
            #expect(run.text.contains("X-Sha256: \(sum)"))
        }

        @Test func `a redirect is two flows, a compressed body is kept as it came`() async throws {
            let run = try await curl("-L", "--compressed", secure + "/redirect/gzip/1000")

            run.expectWhole(2)
            #expect(run.output.count == 11_000)
            #expect(run.flows.map { $0.response?.status } == [302, 200])
        }

        @Test func `an error the origin answers passes as it is`() async throws {
            let run = try await bench.run(["curl", "-sS", secure + "/nothing"])

            run.expectWhole(1)
            #expect(run.text == "nothing here\n")
            #expect(run.flows.first?.response?.status == 404)
        }
    }
}

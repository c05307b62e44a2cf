import Foundation
import ProgramSupport
import Testing

extension ProgramTests {
    @Suite struct RecordCommandTests {
        private let program: SluiceProgram

        init() throws {
            program = try SluiceProgram()
        }

        /// A proxy that listens, and its port.
        private func record(_ arguments: String...) throws -> (program: RunningProgram, port: Int) {
            let running = try program.start(["record", "--listen", "127.0.0.1:0", "--print-port"] + arguments)
            try eventually("the port is printed") { running.output.contains("\n") }
            let port = running.output.split(separator: "\n").first.flatMap { Int($0) }
            return (running, try #require(port))
        }

        private func curl(_ url: String, through port: Int) throws {
            _ = try program.shell("curl -s -o '\(program.home.file("page"))' -x http://127.0.0.1:\(port) '\(url)'")
        }

        private func entries(_ name: String) throws -> [[String: Any]] {
            let data = try Data(contentsOf: URL(filePath: program.home.file(name)))
            let archive = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let log = try #require(archive["log"] as? [String: Any])
            return try #require(log["entries"] as? [[String: Any]])
        }

        @Test(.enabled(if: isInstalled("curl")))
        func `a finished flow is a line of JSON at once`() throws {
            let (running, port) = try record("--jsonl", "-")

            try curl("http://sluice.proxy/", through: port)
            try eventually("a line is written") { running.output.split(separator: "\n").count == 2 }

            let line = try #require(running.output.split(separator: "\n").last)
            let flow = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(flow["method"] as? String == "GET")
            #expect(flow["url"] as? String == "http://sluice.proxy/")
            #expect(flow["status"] as? Int == 200)
            let promised = [
                "id", "started", "durationMs", "request", "response", "error", "blockedBy", "replayOf", "client",
                "server",
                "tls",
            ]
            #expect(promised.filter { flow[$0] == nil } == [])
        }

        @Test(arguments: [("16M", true), ("64M", false)])
        func `a budget that cannot be held to is told`(memory: String, isTold: Bool) throws {
            let (running, _) = try record("--memory", memory)

            #expect(running.errors.contains("--memory: Sluice will take more than 16 MiB: ") == isTold)
        }

        @Test(.enabled(if: isInstalled("curl")), arguments: [SIGTERM, SIGINT])
        func `a signal ends it well, with a whole archive`(signal: Int32) throws {
            let (running, port) = try record("--har", program.home.file("out.har"))
            try curl("http://sluice.proxy/", through: port)

            running.send(signal)
            try running.waitForEnd()

            #expect(running.code == 0)
            #expect(try entries("out.har").count == 1)
            #expect(try program.home.permissions(of: "out.har") == 0o600)
            #expect(running.errors.contains("1 call, 1 host, 0 errors"))
        }

        @Test(.enabled(if: isInstalled("curl")))
        func `an archive is whole while it is being written, and after a kill`() throws {
            let (running, port) = try record("--har", program.home.file("out.har"))
            #expect(try entries("out.har").isEmpty)

            for count in 1...3 {
                try curl("http://sluice.proxy/", through: port)
                try eventually("the entry is there") { try entries("out.har").count == count }
            }
            running.send(SIGKILL)
            try running.waitForEnd()

            #expect(try entries("out.har").count == 3)
        }

        @Test(.enabled(if: isInstalled("curl")))
        func `what a rule blocks is recorded with the rule's name`() throws {
            let (running, port) = try record("--jsonl", "-", "--block", "~d blocked.test")

            try curl("http://blocked.test/", through: port)
            try eventually("a line is written") { running.output.split(separator: "\n").count == 2 }

            #expect(running.output.contains(#""blockedBy":"~d blocked.test""#))
        }

        @Test func `a port in use is one line with what to do`() throws {
            let (running, port) = try record()

            let second = try program.run("record", "--listen", "127.0.0.1:\(port)")

            #expect(second.code == 1)
            let reason = "address in use (choose another with --listen HOST:PORT)"
            #expect(second.errors == "sluice: cannot listen on 127.0.0.1:\(port): \(reason)\n")
            running.send(SIGTERM)
            try running.waitForEnd()
        }

        @Test func `a small memory loses no line of the capture`() throws {
            let all = try program.run("demo", "--record", "--rounds", "1", "--jsonl", "-")
            let small = try program.run("demo", "--record", "--rounds", "1", "--jsonl", "-", "--memory", "4k")

            let count = all.output.split(separator: "\n").count
            #expect(count > 20)
            #expect(small.output.split(separator: "\n").count == count)
        }

        @Test func `a reader that goes away ends it quietly`() throws {
            let result = try program.shell("sluice demo --record --jsonl - | head -n 1 | wc -l; echo done")

            #expect(result.output.contains("1\ndone"))
            #expect(!result.errors.lowercased().contains("pipe"))
        }

        @Test func `a file that cannot be written is told before anything listens`() throws {
            let result = try program.run("record", "--har", "/no/such/directory/x.har")

            #expect(result.code == 1)
            #expect(result.errors == "sluice: cannot write /no/such/directory/x.har: no such file or directory\n")
        }
    }
}

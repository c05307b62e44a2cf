import Foundation
import ProgramSupport
import Testing

extension ProgramTests {
    @Suite struct SoakTests {
        /// Both ends of the traffic: 300 MB in responses of 50 B to 2 MB, no two of which are the same.
        private static let load = """
            import asyncio, os, random, sys
            random.seed(7)
            noise, left = os.urandom(8 << 20), 300_000_000
            async def answer(reader, writer):
                try:
                    while True:
                        head = await reader.readuntil(b"\\r\\n\\r\\n")
                        count = int(head.split(b" ")[1].rsplit(b"/", 1)[1])
                        start = random.randrange(len(noise) - count)
                        writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % count)
                        writer.write(noise[start:start + count])
                        await writer.drain()
                except asyncio.IncompleteReadError:
                    writer.close()
            async def ask(port):
                global left
                reader, writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[1]))
                while left > 0:
                    count = random.choice([50, 500, 5_000, 50_000]) + random.randrange(2_000_000) * (random.random() < .02)
                    left -= count
                    writer.write(b"GET http://127.0.0.1:%d/v1/things/%d/%d HTTP/1.1\\r\\nHost: h\\r\\n\\r\\n"
                        % (port, random.randrange(10_000), count))
                    await reader.readuntil(b"\\r\\n\\r\\n")
                    await reader.readexactly(count)
                writer.close()
            async def main():
                server = await asyncio.start_server(answer, "127.0.0.1", 0)
                port = server.sockets[0].getsockname()[1]
                await asyncio.gather(*[ask(port) for _ in range(12)])
                print("done", flush=True)
                os._exit(0)
            asyncio.run(main())

            """

        #if os(Linux)
            @Test(.enabled(if: isInstalled("python3")))
            func `memory stays within what was allowed, in traffic that neither memory nor disk can hold`() throws {
                let program = try SluiceProgram()
                try program.home.write(Self.load, to: "load.py")
                let memory = 192 << 20
                let running = try program.start([
                    "record", "--listen", "127.0.0.1:0", "--print-port", "--memory", "192M", "--spill", "64M",
                ])
                try eventually("the port is printed") { running.output.contains("\n") }
                let port = try #require(running.output.split(separator: "\n").first)

                let load = try program.startShell("python3 '\(program.home.file("load.py"))' \(port)")
                // Some hundred megabytes, through a debug build, beside other tests.
                try eventually("all has passed", within: .seconds(300)) { !load.isRunning }

                #expect(load.output == "done\n", "\(load.errors)")
                let peak = try #require(running.peakByteCount)
                #expect(peak <= memory / 10 * 11)
                running.send(SIGTERM)
                try running.waitForEnd()
                #expect(running.errors.contains(" 0 errors"))
            }
        #endif
    }
}

import Testing

@testable import CursesTerminal

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

@Suite struct WakePipeTests {
    @Test func `many wakes from many threads are one byte, and none is lost`() async throws {
        let pipe = try #require(WakePipe())

        for _ in 0..<20 {
            await withTaskGroup { group in
                for _ in 0..<8 { group.addTask { for _ in 0..<1000 { pipe.wake() } } }
            }
            #expect(isReadable(pipe.descriptor))
            pipe.quiet()
            #expect(!isReadable(pipe.descriptor))
        }
    }

    private func isReadable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 1
    }
}

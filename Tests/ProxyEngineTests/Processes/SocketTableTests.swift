import FlowKit
import Testing

@testable import ProxyEngine

@Suite struct SocketTableTests {
    private static let table = Array(
        """
          sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
           0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11111 1 0 100 0 0 10 0
           1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 22222 1 0 20 4 30 10 -1
           2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 33333 1 0 20 4 30 10 -1
           3: 0100007F:C351 0100007F:1F90 06 00000000:00000000 00:00000000 00000000     0        0 0 3 0
        """.utf8
    )

    private static func pair(_ client: String, _ clientPort: UInt16, _ server: String) throws -> SocketPair {
        SocketPair(
            client: SocketPair.End(try #require(IPAddress(client)), port: clientPort),
            server: SocketPair.End(try #require(IPAddress(server)), port: 8080)
        )
    }

    @Test func `the client's socket is found, not the proxy's end of it`() throws {
        let pair = try Self.pair("127.0.0.1", 50_000, "127.0.0.1")

        #expect(SocketTable.inodes(of: [pair], in: Self.table) == [pair: 22_222])
    }

    @Test func `a socket that was closed has no owner, nor has one of another connection`() throws {
        let closed = try Self.pair("127.0.0.1", 50_001, "127.0.0.1")
        let other = try Self.pair("127.0.0.2", 50_000, "127.0.0.1")

        #expect(SocketTable.inodes(of: [closed, other], in: Self.table) == [:])
    }

    @Test func `IPv6 is read, and IPv4 within it`() throws {
        let head = "  sl  local_address remote_address st\n"
        let rest = "01 00000000:00000000 00:00000000 00000000  1000        0"
        let local = "00000000000000000000000001000000"
        let mapped = "0000000000000000FFFF00000100007F"
        let table =
            head + "   0: \(local):C350 \(local):1F90 \(rest) 44444 1\n"
            + "   1: \(mapped):C351 \(mapped):1F90 \(rest) 55555 1\n"
        let (six, four) = (try Self.pair("::1", 50_000, "::1"), try Self.pair("127.0.0.1", 50_001, "::ffff:127.0.0.1"))

        #expect(SocketTable.inodes(of: [six, four], in: Array(table.utf8)) == [six: 44_444, four: 55_555])
    }

    @Test func `a table that is cut or damaged is read as far as it goes`() throws {
        let pair = try Self.pair("127.0.0.1", 50_000, "127.0.0.1")
        for count in 0...Self.table.count {
            let found = SocketTable.inodes(of: [pair], in: Array(Self.table.prefix(count)))
            #expect(found.count <= 1)
        }
        for place in Self.table.indices {
            var table = Self.table
            table[place] = 0xFF
            #expect(SocketTable.inodes(of: [pair], in: table).count <= 1)
        }
    }

    @Test func `who is on this machine`() throws {
        #expect(try Self.pair("127.9.9.9", 1, "127.0.0.1").isLocal)
        #expect(try Self.pair("::1", 1, "::1").isLocal)
        #expect(try Self.pair("10.0.0.5", 1, "10.0.0.5").isLocal)
        #expect(try !Self.pair("10.0.0.5", 1, "10.0.0.6").isLocal)
        #expect(try !Self.pair("fe80::1", 1, "fe80::2").isLocal)
    }
}

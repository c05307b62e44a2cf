#if os(Linux)
    import FlowKit
    import Foundation
    import NIOCore
    import NIOPosix
    import Testing

    @testable import ProxyEngine

    @Suite struct ClientProcessesTests {
        @Test func `a connection of this process is this process's`() async throws {
            let group = MultiThreadedEventLoopGroup.singleton
            let server = try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
            let client = try await ClientBootstrap(group: group).connect(to: try #require(server.localAddress)).get()
            let processes = ClientProcesses()

            let process = processes.process(of: client.localAddress, connectedTo: client.remoteAddress)
            while process.state == .pending { await Task.yield() }

            #expect(process.owner?.id == Int(getpid()))
            #expect(process.owner?.path.isEmpty == false)
            try await client.close()
            try await server.close()
        }

        @Test(arguments: [true, false], ["127.0.0.1", "::1"])
        func `the kernel and its tables tell the same, of closed sockets nothing`(asksKernel: Bool, host: String)
            async throws
        {
            let group = MultiThreadedEventLoopGroup.singleton
            let server = try await ServerBootstrap(group: group).bind(host: host, port: 0).get()
            let client = try await ClientBootstrap(group: group).connect(to: try #require(server.localAddress)).get()
            let pair = SocketPair(
                client: try #require(client.localAddress.flatMap(SocketPair.End.init)),
                server: try #require(client.remoteAddress.flatMap(SocketPair.End.init))
            )
            let owners = SocketOwners(root: "/proc", asksKernel: asksKernel)

            guard case .found(let owner)? = owners.find([pair])[pair] else {
                Issue.record("not found")
                return
            }
            #expect(owner.id == Int(getpid()))
            // The second look goes to the processes that were found before.
            #expect(owners.find([pair]) == [pair: .found(owner)])
            try await client.close()
            #expect(owners.find([pair])[pair] == nil)
            try await server.close()
        }

        @Test func `answers of the kernel that are cut or foreign say nothing`() throws {
            var answer = [UInt8](repeating: 0, count: 88)
            answer[4] = 20
            answer[84] = 7
            #expect(SocketDiagnosis.answer(in: answer) == .inode(7))
            for count in 0..<answer.count { #expect(SocketDiagnosis.answer(in: Array(answer[..<count])) == nil) }
            answer[84] = 0
            #expect(SocketDiagnosis.answer(in: answer) == .gone)
            answer[4] = 3
            #expect(SocketDiagnosis.answer(in: answer) == nil)
            answer[4] = 2
            withUnsafeBytes(of: -ENOENT) { answer.replaceSubrange(16..<20, with: $0) }
            #expect(SocketDiagnosis.answer(in: answer) == .gone)
            withUnsafeBytes(of: -EINVAL) { answer.replaceSubrange(16..<20, with: $0) }
            #expect(SocketDiagnosis.answer(in: answer) == nil)
        }

        @Test func `many at once are all answered, those that are not there too`() async throws {
            let processes = ClientProcesses()
            let server = try SocketAddress(ipAddress: "127.0.0.1", port: 1)

            let all = try (1...3_000).map { port in
                processes.process(of: try SocketAddress(ipAddress: "127.0.0.1", port: port), connectedTo: server)
            }
            for process in all { while process.state == .pending { await Task.yield() } }

            #expect(all.allSatisfy { $0.owner == nil })
        }

        @Test func `what cannot be known is said at once`() throws {
            let processes = ClientProcesses()
            let far = try SocketAddress(ipAddress: "192.0.2.1", port: 5)
            let near = try SocketAddress(ipAddress: "192.0.2.2", port: 80)

            #expect(processes.process(of: far, connectedTo: near).state == .unknown("the client is on another machine"))
            #expect(processes.process(of: nil, connectedTo: near).state == .unknown("the connection has no addresses"))
            let none = ClientProcesses(owners: nil)
            #expect(none.process(of: near, connectedTo: near).state == .unknown("this system is not asked for it"))
        }
    }
#endif

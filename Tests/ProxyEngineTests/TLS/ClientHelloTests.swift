import NIOCore
import NIOEmbedded
import NIOSSL
import Testing

@testable import ProxyEngine

@Suite struct ClientHelloTests {
    /// What BoringSSL sends.
    private static func realHello(serverName: String? = "example.test") throws -> [UInt8] {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([])
        configuration.applicationProtocols = ["h2", "http/1.1"]
        let context = try NIOSSLContext(configuration: configuration)
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(
            NIOSSLClientHandler(context: context, serverHostname: serverName)
        )
        channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 443), promise: nil)
        let sent = try channel.readOutbound(as: ByteBuffer.self)
        return Array(buffer: try #require(sent))
    }

    /// A hello with these extensions.
    private static func hello(extensions: [(UInt16, [UInt8])], sessionID: [UInt8] = []) -> [UInt8] {
        let encoded = extensions.flatMap { vector16([UInt8($0.0 >> 8), UInt8($0.0 & 0xFF)], $0.1) }
        var body: [UInt8] = [3, 3] + [UInt8](repeating: 7, count: 32)
        body += [UInt8(sessionID.count)] + sessionID + [0, 2, 0x13, 0x01, 1, 0]
        body += vector16([], encoded)
        return record(message(body))
    }

    private static func message(_ body: [UInt8], type: UInt8 = 1) -> [UInt8] {
        [type, UInt8(body.count >> 16), UInt8(body.count >> 8 & 0xFF), UInt8(body.count & 0xFF)] + body
    }

    private static func record(_ content: [UInt8]) -> [UInt8] {
        vector16([22, 3, 1], content)
    }

    private static func vector16(_ prefix: [UInt8], _ content: [UInt8]) -> [UInt8] {
        prefix + [UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
    }

    private static func serverName(_ name: String) -> (UInt16, [UInt8]) {
        (0, vector16([], vector16([0], Array(name.utf8))))
    }

    // MARK: - Reading

    @Test func `a hello of a real library is read`() throws {
        let progress = ClientHello.parse(try Self.realHello())

        guard case .hello(let hello) = progress else {
            Issue.record("\(progress)")
            return
        }
        #expect(hello.serverName == "example.test")
        #expect(hello.applicationProtocols == ["h2", "http/1.1"])
        #expect(hello.versions.contains(0x0304))
        #expect(hello.versions.contains(0x0303))
    }

    @Test func `a hello without a name has none`() throws {
        guard case .hello(let hello) = ClientHello.parse(try Self.realHello(serverName: nil)) else {
            Issue.record("no hello")
            return
        }
        #expect(hello.serverName == nil)
    }

    @Test func `however the bytes arrive, the hello is the same`() throws {
        let bytes = try Self.realHello()
        let whole = ClientHello.parse(bytes)

        for cut in 1..<bytes.count {
            var parser = ClientHelloParser()
            #expect(parser.receive(bytes[..<cut]) == .needsMore)
            #expect(parser.receive(bytes[cut...]) == whole)
        }
    }

    @Test(arguments: [1, 2, 3, 5, 64, 200])
    func `however the message is cut into records, the hello is the same`(size: Int) throws {
        let bytes = try Self.realHello()
        let content = Array(bytes[5...])
        let records = stride(from: 0, to: content.count, by: size).flatMap {
            Self.record(Array(content[$0..<min($0 + size, content.count)]))
        }

        #expect(ClientHello.parse(records) == ClientHello.parse(bytes))
    }

    @Test func `what follows the hello does not matter`() throws {
        let bytes = try Self.realHello()

        #expect(ClientHello.parse(bytes + [1, 2, 3]) == ClientHello.parse(bytes))
    }

    @Test func `a hello of TLS 1_2 without extensions is read`() {
        var body: [UInt8] = [3, 3] + [UInt8](repeating: 7, count: 32)
        body += [0, 0, 2, 0, 0x2F, 1, 0]

        let hello = ClientHello(serverName: nil, applicationProtocols: [], versions: [0x0303])
        #expect(ClientHello.parse(Self.record(Self.message(body))) == .hello(hello))
    }

    @Test func `a server name is told in lower case`() {
        let hello = ClientHello(serverName: "example.test", applicationProtocols: [], versions: [0x0303])

        #expect(ClientHello.parse(Self.hello(extensions: [Self.serverName("Example.TEST")])) == .hello(hello))
    }

    // MARK: - Refusing

    @Test(arguments: ["GET / HTTP/1.1\r\n", "SSH-2.0-x\r\n", "\u{16}\u{4}\u{1}", "\u{16}\u{3}\u{9}", "\0"])
    func `what is not TLS is told by its first bytes`(text: String) {
        #expect(ClientHello.parse(text.utf8) == .notTLS)
        #expect(ClientHello.looksLikeTLS(text.utf8) == false)
    }

    @Test func `three bytes tell TLS, fewer may not`() {
        #expect(ClientHello.looksLikeTLS([]) == nil)
        #expect(ClientHello.looksLikeTLS([0x16]) == nil)
        #expect(ClientHello.looksLikeTLS([0x16, 3]) == nil)
        #expect(ClientHello.looksLikeTLS([0x16, 3, 1]) == true)
        #expect(ClientHello.looksLikeTLS([0x16, 2]) == false)
    }

    @Test(
        arguments: [
            ("an empty record", [22, 3, 1, 0, 0]),
            ("a record of 65535 bytes", [22, 3, 1, 255, 255]),
            ("a handshake message of 16777215 bytes", [22, 3, 1, 0, 4, 1, 255, 255, 255]),
            ("a handshake message of type 2 instead of a ClientHello", [22, 3, 1, 0, 4, 2, 0, 0, 0]),
            ("a ClientHello that is cut short", [22, 3, 1, 0, 4, 1, 0, 0, 0]),
            ("an alert instead of a handshake", [21, 3, 1, 0, 2]),
            ("not a handshake", [22, 3, 1, 0, 1, 1, 23]),
        ] as [(String, [UInt8])]
    )
    func `hostile framing is refused with a reason`(reason: String, bytes: [UInt8]) {
        #expect(ClientHello.parse(bytes) == .malformed(reason))
    }

    @Test(
        arguments: [
            (0, [0, 9, 0, 0, 1, 97]),  // a list that is shorter than it says
            (0, [0, 4, 0, 0, 9, 97]),  // a name that is shorter than it says
            (0, [0, 4, 0, 0, 1, 0]),  // NUL
            (0, [0, 4, 0, 0, 1, 32]),  // a space
            (0, [0, 3, 0, 0, 0]),  // no name
            (16, [0, 2, 1]),
            (16, [0, 1, 0]),
            (43, [3, 3, 4, 3]),
            (43, [0]),
            (43, []),
        ] as [(UInt16, [UInt8])]
    )
    func `a malformed extension is refused`(type: UInt16, content: [UInt8]) {
        guard case .malformed = ClientHello.parse(Self.hello(extensions: [(type, content)])) else {
            Issue.record("accepted")
            return
        }
    }

    @Test func `a message beyond the limit is refused before it is kept`() {
        let bytes = Self.record([1, 1, 0, 1])

        #expect(ClientHello.parse(bytes) == .malformed("a handshake message of 65537 bytes"))
    }

    @Test func `no change of a byte crashes or is taken for more than it is`() throws {
        let bytes = try Self.realHello()

        for index in bytes.indices {
            for value: UInt8 in [0, 1, 0x7F, 0xFF, bytes[index] ^ 0x80] {
                var mutant = bytes
                mutant[index] = value
                if case .hello(let hello) = ClientHello.parse(mutant) {
                    #expect((hello.serverName?.utf8.count ?? 0) <= 255)
                }
            }
        }
    }
}

/// What a TLS client says first, as far as a proxy cares.
package struct ClientHello: Hashable, Sendable {
    /// The name the client wants, in lower case; `nil`: it sent none.
    package var serverName: String?
    /// What it offers by ALPN, in its order; empty where it offers nothing.
    package var applicationProtocols: [String]
    /// The versions it offers, in its order: 0x0304 is TLS 1.3.
    package var versions: [UInt16]

    /// What bytes turned out to be.
    package enum Progress: Hashable, Sendable {
        case needsMore
        case hello(ClientHello)
        case notTLS
        /// It began as TLS, and then: the reason, for people.
        case malformed(String)
    }

    /// Whether a stream that begins so is TLS; `nil`: too few bytes to tell.
    package static func looksLikeTLS(_ firstBytes: some Sequence<UInt8>) -> Bool? {
        var iterator = firstBytes.makeIterator()
        guard let type = iterator.next() else { return nil }
        guard type == 0x16 else { return false }
        guard let major = iterator.next() else { return nil }
        guard major == 3 else { return false }
        return iterator.next().map { $0 <= 4 }
    }

    /// Reads a hello that begins with the first byte, in one go.
    package static func parse(_ bytes: some Sequence<UInt8>) -> Progress {
        var parser = ClientHelloParser()
        return parser.receive(bytes)
    }
}

/// Reads a ClientHello from bytes as they come, however they are cut into reads and records.
package struct ClientHelloParser: Sendable {
    private var records = HandshakeRecords()

    package init() {}

    /// Takes further bytes, each once. After any answer but `needsMore` it is done.
    package mutating func receive(_ bytes: some Sequence<UInt8>) -> ClientHello.Progress {
        switch records.receive(bytes) {
        case .needsMore: .needsMore
        case .notTLS: .notTLS
        case .malformed(let reason): .malformed(reason)
        case .message(let type, let body): Self.parse(type: type, body: body)
        }
    }

    private static func parse(type: UInt8, body: [UInt8]) -> ClientHello.Progress {
        guard type == 1 else { return .malformed("a handshake message of type \(type) instead of a ClientHello") }
        do {
            return .hello(try ClientHello(body: body))
        } catch {
            return .malformed(error.reason)
        }
    }
}

/// Why bytes are not the hello they claim to be.
struct HelloError: Error {
    let reason: String
}

extension ClientHello {
    /// RFC 8446 §4.1.2.
    fileprivate init(body: [UInt8]) throws(HelloError) {
        var reader = WireReader(body[...])
        guard
            let version = reader.number16(),
            reader.bytes(32) != nil,
            let sessionID = reader.vector8(), sessionID.count <= 32,
            let cipherSuites = reader.vector16(), cipherSuites.count >= 2,
            let compressions = reader.vector8(), !compressions.isEmpty
        else { throw HelloError(reason: "a ClientHello that is cut short") }
        self.init(serverName: nil, applicationProtocols: [], versions: [version])
        // RFC 5246 §7.4.1.2: there may be no extensions at all.
        guard !reader.isAtEnd else { return }
        guard let extensions = reader.vector16(), reader.isAtEnd else {
            throw HelloError(reason: "a ClientHello whose extensions do not fill it")
        }
        try readExtensions(extensions)
    }

    private mutating func readExtensions(_ bytes: ArraySlice<UInt8>) throws(HelloError) {
        var reader = WireReader(bytes)
        while !reader.isAtEnd {
            guard let type = reader.number16(), let content = reader.vector16() else {
                throw HelloError(reason: "a ClientHello with an extension that is cut short")
            }
            switch type {
            case 0: try readServerName(content)
            case 16: try readApplicationProtocols(content)
            case 43: try readVersions(content)
            default: continue
            }
        }
    }

    /// RFC 6066 §3.
    private mutating func readServerName(_ content: ArraySlice<UInt8>) throws(HelloError) {
        var reader = WireReader(content)
        guard let list = reader.vector16(), reader.isAtEnd else { throw HelloError(reason: "a malformed server name") }
        var names = WireReader(list)
        while !names.isAtEnd {
            guard let type = names.byte(), let name = names.vector16() else {
                throw HelloError(reason: "a malformed server name")
            }
            guard type == 0, serverName == nil else { continue }
            let isName = (1...255).contains(name.count) && name.allSatisfy { (0x21...0x7E).contains($0) }
            guard isName else { throw HelloError(reason: "a server name that is no host name") }
            serverName = String(decoding: name, as: UTF8.self).lowercased()
        }
    }

    /// RFC 7301 §3.1.
    private mutating func readApplicationProtocols(_ content: ArraySlice<UInt8>) throws(HelloError) {
        var reader = WireReader(content)
        guard let list = reader.vector16(), reader.isAtEnd else { throw HelloError(reason: "a malformed ALPN list") }
        var names = WireReader(list)
        while !names.isAtEnd {
            guard let name = names.vector8(), !name.isEmpty else { throw HelloError(reason: "a malformed ALPN list") }
            applicationProtocols.append(String(decoding: name, as: UTF8.self))
        }
    }

    /// RFC 8446 §4.2.1: replaces the legacy version.
    private mutating func readVersions(_ content: ArraySlice<UInt8>) throws(HelloError) {
        var reader = WireReader(content)
        guard let list = reader.vector8(), reader.isAtEnd, !list.isEmpty, list.count.isMultiple(of: 2) else {
            throw HelloError(reason: "a malformed list of versions")
        }
        var numbers = WireReader(list)
        versions = []
        while let version = numbers.number16() { versions.append(version) }
    }
}

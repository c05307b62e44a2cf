/// In which form a request left for its server, as far as the request as received does not tell.
///
/// Together they make the head that was sent: `Request.forwardedHead(_:)`.
package struct ForwardedRequestForm: Hashable, Sendable {
    package enum Target: Hashable, Sendable {
        /// The last so many bytes of the received one: what is left of a URL without scheme and authority.
        case suffix(Int)
        case bytes([UInt8])
    }

    /// What became of the client's wish to go on in another protocol.
    package enum Upgrade: Hashable, Sendable {
        /// It left as it came, if there was one.
        case asReceived
        /// Upgrade was left out.
        case declined
        /// To HTTP/2, with settings of Sluice's own in HTTP2-Settings.
        case http2(settings: String)
    }

    package var version: HTTPVersion
    package var target: Target
    /// Stood in for the Host field; `nil` left that as it came.
    package var host: String?
    /// The body came without chunks and left in chunks.
    package var addsChunks: Bool
    package var upgrade: Upgrade
    /// A Proxy-Authorization field was added for the proxy on the way. Its value is a secret and not kept.
    package var addsProxyAuthorization: Bool

    /// - Parameters:
    ///   - target: as sent.
    ///   - received: the target as it came.
    package init(
        version: HTTPVersion = .http11,
        target: [UInt8],
        received: [UInt8],
        host: String? = nil,
        addsChunks: Bool = false,
        upgrade: Upgrade = .asReceived,
        addsProxyAuthorization: Bool = false
    ) {
        self.version = version
        self.target = received.suffix(target.count) == target[...] ? .suffix(target.count) : .bytes(target)
        self.host = host
        self.addsChunks = addsChunks
        self.upgrade = upgrade
        self.addsProxyAuthorization = addsProxyAuthorization
    }

    /// One of known parts.
    init(
        version: HTTPVersion,
        target: Target,
        host: String?,
        addsChunks: Bool,
        upgrade: Upgrade,
        addsProxyAuthorization: Bool
    ) {
        self.version = version
        self.target = target
        self.host = host
        self.addsChunks = addsChunks
        self.upgrade = upgrade
        self.addsProxyAuthorization = addsProxyAuthorization
    }
}

/// In which form a response left for its client, as far as the response as received does not tell.
package struct ForwardedResponseForm: Hashable, Sendable {
    package enum Chunks: Hashable, Sendable {
        case asReceived
        case added
        case removed
    }

    /// What Sluice said of its own connection to the client.
    package enum Connection: String, Sendable {
        case close = "close"
        case keepAlive = "keep-alive"
        case upgrade = "Upgrade"
    }

    package var version: HTTPVersion
    package var chunks: Chunks
    package var connection: Connection?

    package init(version: HTTPVersion = .http11, chunks: Chunks = .asReceived, connection: Connection? = nil) {
        self.version = version
        self.chunks = chunks
        self.connection = connection
    }
}

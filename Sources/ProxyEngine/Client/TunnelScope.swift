import FlowKit

/// What a client's connection fixed for the requests on it: by a CONNECT, or by the listener it came through.
struct TunnelScope {
    /// The origin of the requests inside: with the name the client asked for by SNI, where it did.
    var origin: Origin
    /// Where they are sent.
    var upstream: Upstream
    /// The server behind a reverse listener, which gets every request whatever it names.
    var reverse: ReverseScope?
    /// The connection was made to an address, and only the Host field says which host was meant.
    var takesHostField = false

    /// Whether requests for the origin go to `upstream`.
    func covers(_ origin: Origin) -> Bool { reverse != nil || takesHostField || origin == self.origin }
}

/// How requests to a reverse listener are changed for the server behind it.
struct ReverseScope {
    let target: ReverseTarget
    let keepsHost: Bool
}

/// Where a request goes, and how it names that.
struct Destination {
    let origin: Origin
    /// In origin-form, or `*`.
    let path: [UInt8]
    /// What the Host field has to say; `nil` leaves it as it came.
    let host: String?
}

extension TunnelScope {
    /// Where a request on this connection goes.
    ///
    /// - Parameters:
    ///   - named: the origin that a target in absolute-form names.
    ///   - hostField: the value of Host, or of `:authority`; `nil`: there is none.
    func destination(named: Origin?, path: [UInt8], hostField: [UInt8]?) -> Destination {
        if let reverse {
            let base = path.first == UInt8(ascii: "/") ? Array(reverse.target.basePath.utf8) : []
            let keepsHost = reverse.keepsHost && hostField != nil
            return Destination(origin: origin, path: base + path, host: keepsHost ? nil : origin.authority)
        }
        if let named { return Destination(origin: named, path: path, host: named.authority) }
        if takesHostField, let hostField, let (host, _) = RequestTarget.hostAndPort(hostField[...]) {
            return Destination(origin: Origin(scheme: .http, host: host, port: origin.port), path: path, host: nil)
        }
        // HTTP/1.0 may leave out what HTTP/1.1, in which it is sent on, must have.
        return Destination(origin: origin, path: path, host: hostField == nil ? origin.authority : nil)
    }

    init(_ target: ReverseTarget, services: EngineServices) {
        let origin = target.origin
        self.init(
            origin: origin,
            upstream: services.upstream(
                for: origin,
                tlsName: origin.scheme == .https ? origin.host : nil,
                through: nil,
                needsTunnel: false
            ),
            reverse: ReverseScope(target: target, keepsHost: services.configuration.keepsHost)
        )
    }
}

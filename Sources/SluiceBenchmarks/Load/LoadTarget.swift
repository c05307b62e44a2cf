/// Where load goes: to an origin, through a proxy or straight.
struct LoadTarget: Sendable {
    /// `nil`: straight to the origin.
    var proxyPort: Int?
    let originPort: Int
    let isTLS: Bool
    /// The certificate the client trusts, for TLS.
    var authorityPath = ""
    var path = Answers.smallPath
    /// Requests at a time on each connection, over HTTP/2; `nil`: one at a time, over HTTP/1.1.
    var streams: Int?

    /// Each connection asks by SNI for a host that none has asked for before, at a server that has a certificate for all.
    var namesAreNew = false

    func serverName(ofConnection number: Int) -> String {
        namesAreNew ? "host-\(number).\(TLSOrigin.domain)" : "localhost"
    }

    /// Where the client connects.
    var port: Int { proxyPort ?? originPort }

    /// The request as the client sends it, in absolute-form where a proxy reads it in the clear.
    var request: [UInt8] {
        let form = proxyPort != nil && !isTLS ? "http://localhost:\(originPort)\(path)" : path
        let start = [
            "GET \(form) HTTP/1.1", "Host: localhost:\(originPort)", "User-Agent: SluiceBenchmarks/1",
            "Accept: application/json", "Accept-Language: en",
        ]
        let lines = start + (path == EchoFrames.path ? EchoFrames.upgradeFields : []) + ["", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    /// Opens the tunnel that TLS goes through.
    var connectRequest: [UInt8] {
        let authority = "localhost:\(originPort)"
        return Array("CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n\r\n".utf8)
    }
}

import FlowKit
import NIOCore

/// What becomes of a request's wish to go on in another protocol on its connection.
enum ProtocolUpgrade: Equatable {
    /// There is none, or it passes as it came: after a 101 bytes are relayed.
    case asReceived
    /// Left out, as if a server ignored it (RFC 9110 §7.8).
    case declined
    /// To HTTP/2 in the clear (RFC 7540 §3.2): the server is asked with settings of ours, and if it agrees, so do we.
    case http2(clientSettings: HTTP2Settings)

    /// - Parameter mayBeHTTP2: there is no TLS on either side, inside which `h2c` means nothing, and the client speaks as
    ///   to the server. One that asks a proxy goes on to send whole URLs as paths (curl), which nobody takes.
    init(_ head: RequestHead, framing: BodyFraming, mayBeHTTP2: Bool) {
        guard head.asksToUpgrade, head.headers.tokens("Upgrade") == ["h2c"] else {
            self = .asReceived
            return
        }
        let fields = head.headers.values("HTTP2-Settings")
        // RFC 7540 §3.2: a body goes first and as HTTP/1, while the server may speak HTTP/2 already. §3.2.1: one field,
        // for this connection only.
        guard mayBeHTTP2, framing.isEmpty, head.version == .http11, fields.count == 1,
            head.facts.connectionFields.contains("http2-settings"),
            let settings = HTTP2Settings(upgradeField: fields[0])
        else {
            self = .declined
            return
        }
        self = .http2(clientSettings: settings)
    }

    /// The same for people.
    var form: ForwardedRequestForm.Upgrade {
        switch self {
        case .asReceived: .asReceived
        case .declined: .declined
        case .http2: .http2(settings: HTTP2Settings.toServerUpgradeField)
        }
    }
}

extension RequestHead {
    var asksToUpgrade: Bool { facts.hasUpgrade && facts.namesUpgrade }
}

extension HTTP2Settings {
    /// What HTTP2-Settings says (RFC 7540 §3.2.1): the payload of a client's SETTINGS frame in base64url without padding.
    init?(upgradeField text: String) {
        guard let payload = Base64.decode(text), Self.upgradeField(payload) == text else { return nil }
        let settings = payload.withUnsafeBytes { bytes -> HTTP2Settings? in
            var settings = HTTP2Settings()
            do throws(HTTP2Error) { try settings.apply(bytes, isServer: false) } catch { return nil }
            return settings
        }
        guard let settings else { return nil }
        self = settings
    }

    /// ``toServer`` in HTTP2-Settings.
    static let toServerUpgradeField = {
        var payload = ByteBuffer()
        toServer.writeChanges(from: HTTP2Settings(), isServer: false, into: &payload)
        return upgradeField(Array(payload.readableBytesView))
    }()

    private static func upgradeField(_ payload: [UInt8]) -> String {
        let digits = Base64.encode(payload).prefix { $0 != "=" }
        return String(digits.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}

import FlowKit
import NIOCore

/// A client's side of asking a proxy for a tunnel; without a socket.
protocol TunnelRequest {
    /// What is said first.
    var opening: [UInt8] { get }

    /// Takes what came from the front of the bytes, as far as it can be understood.
    mutating func receive(_ bytes: inout ByteBuffer) -> TunnelAnswer

    /// No more comes.
    ///
    /// - Returns: why there is no tunnel.
    func ended() -> String
}

enum TunnelAnswer: Equatable {
    case needsMore
    case send([UInt8])
    /// What is left of the bytes comes from the server.
    case open
    /// The reason, as the end of a sentence: `answered 403 Forbidden: not from here`.
    case refused(String)
}

/// CONNECT (RFC 9110 §9.3.6).
struct HTTPTunnelRequest: TunnelRequest {
    let opening: [UInt8]
    private var scanner = HeadScanner()
    /// The answer that is no tunnel, whose body is still read: it says why.
    private var refusal: (head: String, body: BodyReader, text: [UInt8])?

    private static let textLimit = 4 << 10

    init(host: String, port: Int, credentials: UpstreamProxy.Credentials?) {
        let place = ListenAddress(host: host, port: port).description
        let authorization = credentials.map { "Proxy-Authorization: \($0.basic)\r\n" } ?? ""
        opening = Array("CONNECT \(place) HTTP/1.1\r\nHost: \(place)\r\n\(authorization)\r\n".utf8)
    }

    mutating func receive(_ bytes: inout ByteBuffer) -> TunnelAnswer {
        if refusal != nil { return readReason(&bytes) }
        do throws(HTTP1Error) {
            while true {
                let count = try bytes.withReadable { (all) throws(HTTP1Error) in scanner.headByteCount(in: all) }
                guard let count, let head = bytes.readSlice(length: count) else {
                    guard bytes.readableBytes <= HeadLimits.standard.headBytes else {
                        return .refused("answered with a head that does not end")
                    }
                    return .needsMore
                }
                let response = try head.withReadable { (all) throws(HTTP1Error) in try HeadParser.response(all) }
                if response.status < 200 { continue }
                if response.status < 300 { return .open }
                let framing = try response.bodyFraming(requestMethod: "CONNECT")
                let reason = WireText.decode(response.reason)
                refusal = ("answered \(response.status)\(reason.isEmpty ? "" : " \(reason)")", BodyReader(framing), [])
                return readReason(&bytes)
            }
        } catch {
            return .refused("gave no HTTP answer: \(error.message)")
        }
    }

    private mutating func readReason(_ bytes: inout ByteBuffer) -> TunnelAnswer {
        guard var refusal else { return .needsMore }
        do throws(HTTP1Error) {
            let part = try refusal.body.read(&bytes)
            for slice in part.contentSlices { refusal.text += slice.readableBytesView }
        } catch {
            return .refused(refusal.head)
        }
        self.refusal = refusal
        guard refusal.body.isDone || refusal.text.count >= Self.textLimit else { return .needsMore }
        return .refused(ended())
    }

    func ended() -> String {
        guard let refusal else { return "closed the connection without an answer" }
        let words = WireText.decode(refusal.text.prefix(Self.textLimit)).split(whereSeparator: \.isWhitespace)
        let text = words.joined(separator: " ").prefix(300)
        return text.isEmpty ? refusal.head : "\(refusal.head): \(text)"
    }
}

/// SOCKS 5 (RFC 1928, RFC 1929): names are for the proxy to resolve.
struct SOCKSTunnelRequest: TunnelRequest {
    private enum State {
        case choosing, authenticating, connecting
    }

    let opening: [UInt8]
    private let credentials: UpstreamProxy.Credentials?
    private let request: [UInt8]
    private var state = State.choosing

    init(host: String, port: Int, credentials: UpstreamProxy.Credentials?) {
        self.credentials = credentials
        opening = credentials == nil ? [5, 1, 0] : [5, 2, 0, 2]
        let name = Array(host.utf8.prefix(255))
        let address =
            IPAddress(host).map { [$0.bytes.count == 4 ? 1 : 4] + $0.bytes } ?? [3, UInt8(name.count)] + name
        request = [5, 1, 0] + address + [UInt8(port >> 8 & 0xFF), UInt8(port & 0xFF)]
    }

    mutating func receive(_ bytes: inout ByteBuffer) -> TunnelAnswer {
        // The longest answer is one with a name of 255 bytes.
        var reader = WireReader(Array(bytes.readableBytesView.prefix(512))[...])
        let available = reader.unread.count
        guard let answer = answer(&reader) else { return .needsMore }
        bytes.moveReaderIndex(forwardBy: available - reader.unread.count)
        return answer
    }

    private mutating func answer(_ reader: inout WireReader) -> TunnelAnswer? {
        guard let version = reader.byte() else { return nil }
        guard version == (state == .authenticating ? 1 : 5) else { return .refused("does not speak SOCKS 5") }
        guard let code = reader.byte() else { return nil }
        switch state {
        case .choosing: return chosen(code)
        case .authenticating:
            guard code == 0 else { return .refused("did not accept the user and password") }
            state = .connecting
            return .send(request)
        case .connecting:
            guard code == 0 else { return .refused(Self.reason(code)) }
            guard reader.byte() != nil, let type = reader.byte() else { return nil }
            let address: ArraySlice<UInt8>?
            switch type {
            case 1: address = reader.bytes(4)
            case 3: address = reader.vector8()
            case 4: address = reader.bytes(16)
            default: return .refused("answered with an address of type \(type)")
            }
            return address != nil && reader.number16() != nil ? .open : nil
        }
    }

    private mutating func chosen(_ method: UInt8) -> TunnelAnswer {
        switch (method, credentials) {
        case (0, _):
            state = .connecting
            return .send(request)
        case (2, let credentials?):
            state = .authenticating
            let (user, password) = (credentials.user.prefix(255), credentials.password.prefix(255))
            return .send([1, UInt8(user.count)] + user + [UInt8(password.count)] + password)
        default:
            return .refused(credentials == nil ? "asks for a user and password" : "accepts no way to authenticate")
        }
    }

    private static func reason(_ code: UInt8) -> String {
        switch SOCKSReply(rawValue: code) {
        case .notAllowed: "does not allow the connection"
        case .networkUnreachable: "cannot reach the network"
        case .hostUnreachable: "cannot reach the host"
        case .connectionRefused: "found the connection refused"
        case .timedOut: "got no answer in time"
        case .commandNotSupported: "does not support CONNECT"
        case .addressTypeNotSupported: "does not support this kind of address"
        case .failed, .succeeded, nil: "failed (code \(code))"
        }
    }

    func ended() -> String { "closed the connection without an answer" }
}

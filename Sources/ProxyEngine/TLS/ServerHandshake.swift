/// Follows what a server says in the clear at the beginning of a handshake: its hello, and whether it takes up an
/// earlier session.
struct ServerHandshake {
    /// The last one; `nil`: none yet.
    private(set) var hello: ServerHello?
    /// `nil`: that is not known, or not yet.
    private(set) var isResumed: Bool?
    /// True once there is no more to see.
    private(set) var isDone = false

    private var records = HandshakeRecords()

    private static let certificate: UInt8 = 11

    mutating func receive(_ bytes: some Sequence<UInt8>) {
        var iterator = bytes.makeIterator()
        while !isDone {
            let progress = records.next(from: &iterator)
            switch progress {
            case .message(let type, let body) where hello == nil || hello?.isRetryRequest == true:
                take(ServerHello(type: type, body: body))
            case .message(let type, _):
                decide(isResumed: type != Self.certificate)
            case .needsMore:
                // A certificate is long: its first byte is enough.
                guard let type = records.begunType, hello?.isRetryRequest == false else { return }
                return decide(isResumed: type != Self.certificate)
            case .notTLS, .malformed:
                // TLS 1.2 goes on with ChangeCipherSpec where a session is taken up (RFC 5246 §7.3); TLS 1.3 sends one
                // after its request for another hello, only to look like that.
                guard let hello, !hello.isRetryRequest else { return end() }
                return decide(isResumed: true)
            }
        }
    }

    private mutating func take(_ hello: ServerHello?) {
        self.hello = hello
        guard let hello else { return end() }
        if hello.isTLS13, !hello.isRetryRequest { decide(isResumed: hello.hasPreSharedKey) }
    }

    private mutating func decide(isResumed: Bool) {
        self.isResumed = isResumed
        isDone = true
    }

    private mutating func end() {
        isDone = true
    }
}

/// Looks for an alert in the clear among the records of one direction.
///
/// OpenSSL's clients refuse a TLS 1.3 certificate that way, although the server expects encrypted records by then; the
/// TLS library sees only a record it cannot decrypt.
struct AlertScanner: Sendable {
    private static let alert: UInt8 = 21

    /// The number of the alert that was sent; `nil`: none in the clear, or not yet.
    private(set) var alert: UInt8?
    /// True once no alert can come in the clear any more, or what comes is not TLS.
    private(set) var isDone = false

    private var header: [UInt8] = []
    private var remaining = 0

    mutating func receive(_ bytes: some Collection<UInt8>) {
        var rest = bytes[...]
        while !isDone, let byte = rest.first {
            if remaining > 0, header.isEmpty {
                let count = min(remaining, rest.count)
                remaining -= count
                rest = rest.dropFirst(count)
            } else {
                take(byte)
                rest = rest.dropFirst()
            }
        }
    }

    /// Five bytes of header, and of an alert in the clear its two bytes of content.
    private mutating func take(_ byte: UInt8) {
        header.append(byte)
        guard header.count >= 5 else { return }
        remaining = Int(header[3]) << 8 | Int(header[4])
        switch header[0] {
        case Self.alert where remaining == 2:
            guard header.count == 7 else { return }
            alert = header[6]
            isDone = true
        case 20...22:
            header.removeAll(keepingCapacity: true)
        default:
            // Application data: what follows is encrypted for good.
            isDone = true
        }
    }
}

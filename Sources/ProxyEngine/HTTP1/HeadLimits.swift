/// How large a head may be; beyond that it is refused (RFC 9110 §15.5.15, RFC 6585 §5).
struct HeadLimits {
    var startLineBytes = 64 << 10
    var headBytes = 256 << 10
    var fieldCount = 2_000

    static let standard = HeadLimits()
}

extension Request {
    /// The target as it is sent to the origin itself, byte for byte: absolute-form is for proxies (RFC 9112 §3.2).
    ///
    /// `*` and the authority of CONNECT stay as they are. `path` is the same as text.
    package var originFormBytes: [UInt8] {
        if target.bytes.first == UInt8(ascii: "/") { return target.bytes }
        guard method != "CONNECT", let url = try? AbsoluteURL(target.bytes) else { return Array(path.utf8) }
        return url.target.bytes
    }
}

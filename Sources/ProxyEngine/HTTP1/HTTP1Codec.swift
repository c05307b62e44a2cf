package import NIOCore

/// What a message of HTTP/1 goes through on its way, for those who measure it.
package enum HTTP1Codec {
    /// Reads a request's head and writes it as it is sent on.
    ///
    /// - Returns: `nil`: the bytes are not one head that may be forwarded.
    package static func forwardedRequestHead(_ bytes: ByteBuffer) -> ByteBuffer? {
        var scanner = HeadScanner()
        do throws(HTTP1Error) {
            let head = try bytes.withReadable { (all) throws(HTTP1Error) in
                guard scanner.headByteCount(in: all) == all.count else { throw HTTP1Error("not one head") }
                return try HeadParser.request(all)
            }
            var forwarded = ByteBuffer()
            forwarded.writeRequestHead(head, target: head.target, host: nil)
            return forwarded
        } catch {
            return nil
        }
    }
}

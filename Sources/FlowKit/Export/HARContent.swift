/// A body as HAR holds it.
struct HARContent {
    /// Without content coding where it could be undone whole.
    let bytes: [UInt8]
    let isBase64: Bool
    /// As received, where `bytes` are not that.
    private(set) var wireBytes: [UInt8]?
    /// Whether a reader must not apply the coding that the fields name.
    private var isAsReceived = false
    private let truncatedFrom: Int?
    private let absence: String?

    init(_ body: Body, headers: Headers) {
        truncatedFrom = body.isTruncated ? body.byteCount : nil
        absence = body.absence
        let isCoded = !ContentCoding.names(in: headers).isEmpty && body.capturedByteCount > 0
        let decoded = isCoded ? body.decoded(headers: headers) : nil
        if let decoded, decoded.notes.isEmpty {
            bytes = decoded.bytes
            wireBytes = body.bytes
        } else {
            bytes = body.bytes
            isAsReceived = isCoded
        }
        isBase64 = String(validating: bytes, as: UTF8.self) == nil
    }

    var byteCount: Int { truncatedFrom ?? bytes.count }

    func write(to json: inout JSONWriter) {
        json.member("text", isBase64 ? Base64.encode(bytes) : String(decoding: bytes, as: UTF8.self))
        if isBase64 { json.member("encoding", "base64") }
        if let wireBytes { json.member("_wireBase64", Base64.encode(wireBytes)) }
        if isAsReceived { json.member("_asReceived", true) }
        guard let truncatedFrom else { return }
        json.member("_truncatedFrom", truncatedFrom)
        json.member("comment", absence ?? "truncated: the first \(bytes.count) of \(truncatedFrom) bytes")
    }
}

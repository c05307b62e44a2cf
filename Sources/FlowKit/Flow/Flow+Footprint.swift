extension Flow {
    /// What this flow costs in memory, in bytes: an estimate that counts the record itself and every byte array behind it.
    package var footprint: Int {
        Self.recordByteCount + request.footprint + request.target.bytes.count + (response?.footprint ?? 0)
            + (response?.reason.bytes.count ?? 0) + rareFootprint
    }

    /// The part of it that few flows have.
    var rareFootprint: Int {
        (forwardedRequest?.footprint ?? 0) + informational.reduce(0) { $0 + $1.footprint } + (messages?.byteCount ?? 0)
    }

    // The record, its box and its slot.
    private static let recordByteCount = MemoryLayout<Flow>.size + 64
}

extension Message {
    fileprivate var footprint: Int {
        let arrayOverhead = 48  // header and rounding of one heap array
        let bodyBytes = body.map { $0.capturedByteCount + arrayOverhead } ?? 0
        let layoutBytes = body?.layout?.footprint ?? 0
        return headers.bytes.count + (trailers?.bytes.count ?? 0) + bodyBytes + layoutBytes + 2 * arrayOverhead
    }
}

/// Undoes the codings of one body after the other with the same memory and the same decoders: for small bodies these cost
/// more than what is done with them. One thread at a time.
final class BodyDecoder {
    private let joined = ByteScratch()
    private let first = ByteScratch()
    private let second = ByteScratch()
    /// By the names of their codings.
    private var decoders: [String: any ContentDecoder] = [:]

    /// Lends the pieces of a body as one.
    func withBytes<Result>(
        of chunks: [[UInt8]],
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        if chunks.count == 1 { return chunks[0].withUnsafeBufferPointer(body) }
        joined.clear(expecting: chunks.reduce(0) { $0 + $1.count })
        for chunk in chunks { joined.append(chunk) }
        return body(joined.bytes)
    }

    /// What one coding was put on. Good until the next call but one.
    ///
    /// - Returns: `nil`: out of memory.
    func undo(
        _ coding: ContentCoding,
        of input: UnsafeBufferPointer<UInt8>,
        limit: Int
    ) -> (bytes: UnsafeBufferPointer<UInt8>, end: DecodingRun.End)? {
        let prefix = Array(input.prefix(2))
        let known = decoders.removeValue(forKey: coding.names[0]).flatMap { $0.begin(with: prefix) ? $0 : nil }
        guard let decoder = known ?? coding.makeDecoder(prefix) else { return nil }
        let output = input.baseAddress == first.bytes.baseAddress ? second : first
        let end = DecodingRun.decode(input, with: decoder, limit: limit, into: output)
        decoders[coding.names[0]] = decoder
        return (output.bytes, end)
    }
}

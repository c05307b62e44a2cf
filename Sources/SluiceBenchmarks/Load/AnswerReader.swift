/// Finds where answers end in the bytes of one connection; all of them are equal, so only the first is read whole.
struct AnswerReader {
    private static let good = Array("HTTP/1.1 200 ".utf8)
    private static let headEnd = Array("\r\n\r\n".utf8)
    private static let lengthName = Array("\r\ncontent-length:".utf8)

    /// The first answer, until its length is known.
    private var head: [UInt8] = []
    /// Bytes of an answer, head included.
    private var answerByteCount: Int?
    private var remaining = 0

    /// - Returns: how many answers these bytes complete.
    mutating func consume(_ bytes: UnsafeRawBufferPointer) throws(BenchmarkError) -> Int {
        var rest = bytes[...]
        guard let answerByteCount else {
            head += rest
            guard let end = try readFirst() else { return 0 }
            answerByteCount = end
            remaining = end - head.count
            return remaining == 0 ? 1 : 0
        }
        var completed = 0
        while !rest.isEmpty {
            if remaining == 0 {
                guard rest.count < Self.good.count || rest.starts(with: Self.good) else { throw refusal(of: rest) }
                remaining = answerByteCount
            }
            let count = min(remaining, rest.count)
            remaining -= count
            rest = rest.dropFirst(count)
            if remaining == 0 { completed += 1 }
        }
        return completed
    }

    /// The first answer's bytes, once its head is there.
    private func readFirst() throws(BenchmarkError) -> Int? {
        guard let headEnd = Self.find(Self.headEnd, in: head) else { return nil }
        guard head.starts(with: Self.good) else { throw refusal(of: head) }
        let lowercased = head[..<headEnd].map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        guard let name = Self.find(Self.lengthName, in: lowercased) else { throw refusal(of: head) }
        let digits = lowercased[(name + Self.lengthName.count)...].drop { $0 == 0x20 }.prefix { $0 != 0x0D }
        guard let length = Int(String(decoding: digits, as: UTF8.self)) else { throw refusal(of: head) }
        return headEnd + Self.headEnd.count + length
    }

    private func refusal(of bytes: some Collection<UInt8>) -> BenchmarkError {
        BenchmarkError("an unexpected answer: \(String(decoding: bytes.prefix(200), as: UTF8.self))")
    }

    private static func find(_ pattern: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= pattern.count else { return nil }
        return (0...(bytes.count - pattern.count)).first { bytes[$0..<($0 + pattern.count)].elementsEqual(pattern) }
    }
}

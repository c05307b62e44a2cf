import NIOCore

/// What one connection of a load says: requests, and another one after each answer.
protocol LoadDialect {
    /// Writes the first requests.
    mutating func begin(at now: Int, into output: inout ByteBuffer)

    /// Takes what came, and writes the requests that are due by it.
    ///
    /// - Returns: when those requests were sent that are answered now.
    mutating func consume(
        _ bytes: inout ByteBuffer,
        at now: Int,
        into output: inout ByteBuffer
    ) throws(BenchmarkError) -> [Int]
}

extension LoadTarget {
    /// What is spoken with it.
    var dialect: any LoadDialect {
        if let streams { return HTTP2Dialect(self, streams: streams) }
        return path == EventStream.path ? EventDialect(self) : HTTP1Dialect(self)
    }
}

/// One request at a time, without a codec: all answers are equal.
struct HTTP1Dialect: LoadDialect {
    private let request: [UInt8]
    private var reader = AnswerReader()
    private var sent = 0

    init(_ target: LoadTarget) {
        request = target.request
    }

    mutating func begin(at now: Int, into output: inout ByteBuffer) {
        sent = now
        output.writeBytes(request)
    }

    mutating func consume(
        _ bytes: inout ByteBuffer,
        at now: Int,
        into output: inout ByteBuffer
    ) throws(BenchmarkError) -> [Int] {
        let completed = try bytes.readWithUnsafeReadableBytes { (all) throws(BenchmarkError) in
            (all.count, try reader.consume(all))
        }
        guard completed > 0 else { return [] }
        defer { begin(at: now, into: &output) }
        return [sent]
    }
}

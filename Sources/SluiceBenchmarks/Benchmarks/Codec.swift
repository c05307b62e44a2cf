import NIOCore
import ProxyEngine

extension Benchmark {
    /// The head of a browser's request, read, checked and written again, on one thread without sockets.
    static let codec = Benchmark(
        name: "codec",
        summary: "HTTP/1 heads a second, read, checked and written again"
    ) { bench in
        let head = ByteBuffer(bytes: head)
        let samples = try bench.repeated {
            try Affinity.pinned(to: Machine.proxyProcessor) {
                let start = Machine.nanoseconds
                var count = 0
                while Double(Machine.nanoseconds - start) < bench.seconds * 1e9 {
                    for _ in 0..<1_000 {
                        guard let forwarded = HTTP1Codec.forwardedRequestHead(head), forwarded.readableBytes > 0 else {
                            throw BenchmarkError("a head that is not forwarded")
                        }
                    }
                    count += 1_000
                }
                return Double(count) * 1e9 / Double(Machine.nanoseconds - start)
            }
        }
        let byteCount = head.readableBytes
        return [
            Figure("codec: heads per second", samples, "/s", better: .higherIsBetter, note: "of \(byteCount) bytes")
        ]
    }

    private static let head = Array(
        [
            "GET /v1/users/42?fields=name,mail HTTP/1.1", "Host: api.example.com", "Connection: keep-alive",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36",
            "Accept: application/json, text/plain, */*", "Accept-Encoding: gzip, deflate, br, zstd",
            "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
            "Authorization: Bearer \(String(repeating: "t0ken", count: 40))",
            "Cookie: session=0123456789abcdef0123456789abcdef; theme=dark", "Referer: https://www.example.com/users",
            "Sec-Fetch-Dest: empty", "Sec-Fetch-Mode: cors", "Sec-Fetch-Site: same-site", "", "",
        ].joined(separator: "\r\n").utf8
    )
}

import TestSupport
import Testing

@testable import FlowKit

@Suite struct SearchTextReaderTests {
    @Test(arguments: 0..<8 as Range<UInt64>)
    func `one reader reads any bodies one after the other as new ones would`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let reader = SearchTextReader()
        for _ in 0..<150 {
            let response = try response(&random)
            let limit = [100, 5_000, 1 << 20].randomElement(using: &random) ?? 0
            let alone = SearchText(of: response, limit: limit)
            response.lend { lent in
                reader.read(lent, limit: limit) { text, condition in
                    #expect(Array(text) == alone.bytes)
                    #expect(condition.isCut == alone.condition.isCut)
                    #expect(condition.isMissing == alone.condition.isMissing)
                }
            }
            let decoded = response.decodedBodyBytes(limit: limit)
            #expect(alone.bytes == decoded)
        }
    }

    /// Plain or coded once or twice, whole or in pieces, some of it damaged, cut short, or not what it says it is.
    private func response(_ random: inout SeededRandom) throws -> Response {
        let text = Array(jsonText(byteCount: Int.random(in: 0...30_000, using: &random), seed: random.next()).utf8)
        let codings =
            [[], ["gzip"], ["deflate"], ["br"], ["zstd"], ["gzip", "zstd"], ["zstd", "gzip", "gzip"]]
            .randomElement(using: &random) ?? []
        var bytes = try ContentCoding.encode(text, with: codings)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes = Array(bytes.prefix(bytes.count / 2))
        case 1: if !bytes.isEmpty { bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 0x10 }
        case 2: bytes = text
        case 3: bytes += bytes
        default: break
        }
        let cut = Int.random(in: 0...bytes.count, using: &random)
        let chunks = Bool.random(using: &random) ? [bytes] : [Array(bytes[..<cut]), Array(bytes[cut...])]
        let headers: Headers = codings.isEmpty ? [] : [("Content-Encoding", codings.joined(separator: ", "))]
        return Response(status: 200, reason: "OK", headers: headers, body: Body(chunks: chunks))
    }
}

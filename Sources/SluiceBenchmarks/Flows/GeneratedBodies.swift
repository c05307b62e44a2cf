import FlowKit

/// Bodies of generated flows: JSON of records mostly, some compressed, some that come again and again.
struct GeneratedBodies {
    struct ResponseBody {
        var chunks: [[UInt8]]
        var type: String
        var coding: String?

        init(bytes: [UInt8], type: String, coding: String? = nil) {
            self.init(chunks: [bytes], type: type)
            self.coding = coding
        }

        init(chunks: [[UInt8]], type: String) {
            self.chunks = chunks
            self.type = type
        }

        var byteCount: Int { chunks.reduce(0) { $0 + $1.count } }
    }

    private static let words = [
        "pending", "shipped", "cancelled", "London", "Oslo", "blue", "large", "express", "standard", "gift", "returned",
        "deadlock detected", "not found", "card", "invoice", "monthly", "trial", "admin", "viewer", "archived",
    ]
    /// What many answers are: the same bytes every time.
    private let common: [ResponseBody]
    /// What downloads are cut from.
    private let noise: [UInt8]

    init() {
        var random = FlowRandom(seed: 7)
        let script = Self.script(&random)
        noise = (0..<(64 << 10)).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }
        common = [
            ResponseBody(bytes: Array(#"{"ok":true}"#.utf8), type: "application/json"),
            ResponseBody(bytes: Array(#"{"error":"not found","code":404}"#.utf8), type: "application/json"),
            ResponseBody(bytes: script, type: "text/javascript"),
            ResponseBody(bytes: Self.json(&random, byteCount: 6_000), type: "application/json; charset=utf-8"),
        ]
    }

    func response(_ random: inout FlowRandom) -> ResponseBody {
        switch random.number(10) {
        case 0, 1: return random.element(common)
        case 2:
            let pixels = (0..<(100 + random.skewed(600))).flatMap { _ in
                withUnsafeBytes(of: random.next()) { Array($0) }
            }
            return ResponseBody(bytes: pixels, type: "image/webp")
        case 3, 4:
            let bytes = json(&random, byteCount: 1_000 + random.skewed(8_000))
            guard let coded = try? ContentCoding.encode(bytes, with: ["gzip"]) else {  // out of memory
                return ResponseBody(bytes: bytes, type: "application/json")
            }
            return ResponseBody(bytes: coded, type: "application/json", coding: "gzip")
        default:
            return ResponseBody(bytes: json(&random, byteCount: 150 + random.skewed(4_000)), type: "application/json")
        }
    }

    /// A file of up to 2 MiB in pieces of 64 KiB.
    func download(_ random: inout FlowRandom) -> ResponseBody {
        var rest = (100 << 10) + random.number(2 << 20)
        var chunks: [[UInt8]] = []
        while rest > 0 {
            let count = min(rest, 64 << 10)
            chunks.append(Array(noise[random.number(noise.count - count)...].prefix(count)))
            rest -= count
        }
        return ResponseBody(chunks: chunks, type: "application/octet-stream")
    }

    func isCommon(_ body: Body) -> Bool {
        common.contains { $0.byteCount == body.capturedByteCount && $0.chunks == [body.bytes] }
    }

    func json(_ random: inout FlowRandom, byteCount: Int) -> [UInt8] {
        Self.json(&random, byteCount: byteCount)
    }

    /// An array of records, about so many bytes.
    private static func json(_ random: inout FlowRandom, byteCount: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount + 160)
        bytes += "{\"items\":[".utf8
        while bytes.count < byteCount {
            if bytes.count > 10 { bytes.append(UInt8(ascii: ",")) }
            bytes += "{\"id\":\(random.number(1 << 30)),\"state\":\"\(random.element(words))\",\"total\":".utf8
            bytes += "\(random.number(100_000)),\"note\":\"\(random.element(words)) \(random.element(words))\"".utf8
            bytes += ",\"ref\":\"\(String(random.next(), radix: 36))\"}".utf8
        }
        bytes += "]}".utf8
        return bytes
    }

    private static func script(_ random: inout FlowRandom) -> [UInt8] {
        (0..<400).flatMap { "function f\($0)(a){return a+\(random.number(1_000))}\n".utf8 }
    }
}

import TestSupport

extension SeededRandom {
    private static let tokens: [[UInt8]] = [
        "\r\n", "\n", "\r", "\u{0}", " ", "\t", ":", ",", ";", "\r\n\r\n", "0\r\n\r\n", "Content-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\n", "HTTP/1.1", "HTTP/1.0", "Expect: 100-continue\r\n", "Connection: close\r\n",
        "Upgrade: x\r\nConnection: upgrade\r\n", "FFFFFFFFFFFFFFF\r\n", "99999999999999999999", "*", "?", "#", "%",
    ].map { Array($0.utf8) }

    /// The bytes with a few things changed, inserted, cut out or doubled.
    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let place = Int.random(in: 0...result.count, using: &self)
            let end = min(result.count, place + Int.random(in: 0...12, using: &self))
            switch Int.random(in: 0..<6, using: &self) {
            case 0 where place < result.count: result[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1 where place < result.count: result[place] = .random(in: 0...255, using: &self)
            case 2: result.removeSubrange(place..<end)
            case 3: result.insert(contentsOf: result[place..<end], at: place)
            case 4: result.removeSubrange(place...)
            default: result.insert(contentsOf: Self.tokens.randomElement(using: &self) ?? [], at: place)
            }
        }
        return result
    }
}

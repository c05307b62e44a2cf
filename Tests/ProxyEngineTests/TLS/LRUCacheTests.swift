import Testing

@testable import ProxyEngine

@Suite struct LRUCacheTests {
    @Test func `it behaves as a list of the keys used last`() {
        var cache = LRUCache<Int, Int>(capacity: 5)
        var model: [Int] = []
        var generator = SystemRandomNumberGenerator()

        for step in 0..<2_000 {
            let key = Int.random(in: 0..<9, using: &generator)
            if Bool.random(using: &generator) {
                cache.insert(step, for: key)
                model.removeAll { $0 == key }
                model.append(key)
                if model.count > 5 { model.removeFirst() }
            } else {
                #expect((cache.value(for: key) != nil) == model.contains(key))
                guard model.contains(key) else { continue }
                model.removeAll { $0 == key }
                model.append(key)
            }
            #expect(cache.count == model.count)
        }
    }
}

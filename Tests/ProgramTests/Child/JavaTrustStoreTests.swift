import Testing

@testable import sluice

@Suite struct JavaTrustStoreTests {
    @Test func `a store of certificates is one well-formed DER value`() throws {
        let certificate = [UInt8](repeating: 0xAB, count: 700)

        let store = JavaTrustStore.bytes(certificates: [certificate, certificate])

        #expect(store.prefix(2) == [0x30, 0x82])
        #expect(Int(store[2]) << 8 + Int(store[3]) == store.count - 4)
        #expect(store[4...6] == [0x02, 0x01, 0x03])
        #expect(store.count > 1400)
    }
}

import Testing

@testable import ProxyEngine

@Suite struct AlertScannerTests {
    private static let hello: [UInt8] = [22, 3, 1, 0, 3, 1, 2, 3]
    private static let changeCipher: [UInt8] = [20, 3, 3, 0, 1, 1]
    private static let alert: [UInt8] = [21, 3, 3, 0, 2, 2, 48]
    private static let encrypted: [UInt8] = [23, 3, 3, 0, 2, 2, 48]

    @Test(
        arguments: [
            (hello + alert, 48, true),
            (hello + changeCipher + alert, 48, true),
            (hello + encrypted + alert, nil, true),  // nothing is in the clear after encrypted data
            (hello + [21, 3, 3, 0, 26], nil, false),  // an encrypted alert of TLS 1.2
            (hello, nil, false),
            ([0x47, 0x45, 0x54, 0x20, 0x2F], nil, true),
            ([], nil, false),
        ] as [([UInt8], UInt8?, Bool)]
    )
    func `an alert in the clear is found however the bytes are cut`(bytes: [UInt8], alert: UInt8?, isDone: Bool) {
        for cut in 0...bytes.count {
            var scanner = AlertScanner()
            scanner.receive(bytes[..<cut])
            scanner.receive(bytes[cut...])

            #expect(scanner.alert == alert)
            #expect(scanner.isDone == isDone)
        }
    }
}

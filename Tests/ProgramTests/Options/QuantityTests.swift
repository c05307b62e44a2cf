import Testing

@testable import sluice

@Suite struct QuantityTests {
    @Test(arguments: [
        ("0", 0), ("512", 512), ("64k", 65_536), ("64K", 65_536), ("64KiB", 65_536), ("10MiB", 10 << 20),
        ("1G", 1 << 30), ("1.5m", 3 << 19), ("2TiB", 2 << 40), ("7b", 7), (".5k", 512),
    ])
    func `a size is read with its unit`(text: String, byteCount: Int) {
        #expect(Quantity.byteCount(text) == byteCount)
    }

    @Test(arguments: [
        "", "k", "-1", "+1", "1 k", "10x", "1e3", "nan", "inf", "0x10", "1.2.3", "٣k", "99999999999999999999",
        "9999999T",
    ])
    func `what is not a size is refused`(text: String) {
        #expect(Quantity.byteCount(text) == nil)
    }

    @Test(arguments: [
        ("300ms", Duration.milliseconds(300)), ("2s", .seconds(2)), ("5m", .seconds(300)), ("1.5h", .seconds(5_400)),
    ])
    func `a duration is read with its unit`(text: String, duration: Duration) {
        #expect(Quantity.duration(text) == duration)
    }

    @Test(arguments: ["", "5", "s", "-1s", "2 s", "1e300s", "999999999999d", "5y", "0", "0s"])
    func `what is not a duration is refused`(text: String) {
        #expect(Quantity.duration(text) == nil)
    }
}

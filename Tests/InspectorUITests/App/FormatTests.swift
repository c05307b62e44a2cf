import InspectorUI
import Testing

@Suite struct FormatTests {
    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1229, "1.2 KiB"), (86_016, "84 KiB"),

        (13_002_342, "12.4 MiB"), (1 << 30, "1.0 GiB"),
    ])
    func `sizes take three digits`(count: Int, text: String) {
        #expect(Format.byteCount(count) == text)
    }

    @Test(arguments: [
        (Duration.microseconds(850), "850 µs"), (.milliseconds(38), "38 ms"), (.milliseconds(1200), "1.2 s"),
        (.seconds(240), "4 min"),
    ])
    func `durations take three digits`(duration: Duration, text: String) {
        #expect(Format.duration(duration) == text)
    }
}

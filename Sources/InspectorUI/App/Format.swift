import FlowKit

/// Figures in three digits with a short unit, as the screens show them.
package enum Format {
    /// `412 B`, `1.2 KiB`, `84 KiB`, `12.4 MiB`.
    package static func byteCount(_ count: Int) -> String {
        guard count >= 1024 else { return "\(count) B" }
        let units = ["KiB", "MiB", "GiB", "TiB"]
        var value = Double(count) / 1024
        var unit = 0
        while value >= 999.5, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return "\(threeDigits(value)) \(units[unit])"
    }

    /// `850 µs`, `38 ms`, `1.2 s`, `4 min`.
    package static func duration(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let total = Double(seconds) + Double(attoseconds) / 1e18
        switch total {
        case ..<0.001: return "\(Int((total * 1e6).rounded())) µs"
        case ..<0.9995: return "\(Int((total * 1e3).rounded())) ms"
        case ..<99.5: return "\(threeDigits(total)) s"
        case ..<5_970: return "\(Int((total / 60).rounded())) min"
        default: return "\(threeDigits(total / 3600)) h"
        }
    }

    /// `1,204`.
    package static func count(_ count: Int) -> String {
        let digits = String(count)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0, text != "-" { text.append(",") }
            text.append(digit)
        }
        return text
    }

    private static func threeDigits(_ value: Double) -> String {
        guard value < 99.95 else { return String(Int(value.rounded())) }
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 && tenths >= 100 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}

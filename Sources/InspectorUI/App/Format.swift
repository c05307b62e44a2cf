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

    /// `3 s`, `4 min`: how long ago something was, in whole seconds and more.
    package static func age(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        return seconds < 60 ? "\(seconds) s" : Self.duration(.seconds(seconds))
    }

    /// `4.038`, `12:04.038`, `1:02:03`: time since a beginning.
    package static func offset(_ duration: Duration) -> String {
        let (whole, attoseconds) = max(.zero, duration).components
        let seconds = Int(whole)
        let milliseconds = padded(Int(attoseconds / 1_000_000_000_000_000), 3)
        switch seconds {
        case ..<60: return "\(seconds).\(milliseconds)"
        case ..<3600: return "\(seconds / 60):\(padded(seconds % 60, 2)).\(milliseconds)"
        default: return "\(seconds / 3600):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        }
    }

    static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
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

import Foundation

/// Reads what a process has used, from `/proc`; everything is `nil` where there is none.
struct ProcessMeter {
    let processID: Int32

    /// Seconds of processor time of all its threads, in steps of a clock tick.
    var processorSeconds: Double? {
        // The name in parentheses may hold spaces: fields are counted from behind it.
        guard let stat = Self.text("/proc/\(processID)/stat"), let name = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[name...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    var residentBytes: Int? { status("VmRSS:") }
    var peakResidentBytes: Int? { status("VmHWM:") }

    private func status(_ name: String) -> Int? {
        let lines = Self.text("/proc/\(processID)/status")?.split(separator: "\n") ?? []
        guard let line = lines.first(where: { $0.hasPrefix(name) }) else { return nil }
        return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
            .map { $0 * 1024 }
    }

    private static func text(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)  // a process that is gone has no figures
    }
}

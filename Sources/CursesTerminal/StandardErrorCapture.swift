import TerminalKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Takes what is written to standard error while a screen is up, since it would be drawn over it.
///
/// Writers never wait: what does not fit the pipe (64 KiB) before it is read is lost. The last 64 KiB are written to the
/// real standard error at the end, with control characters made visible.
final class StandardErrorCapture {
    private static let byteLimit = 65_536
    private static let lineLimit = 4096

    /// The real standard error.
    let original: Int32
    private let pipe: Pipe
    private var partial: [UInt8] = []
    private var kept: [UInt8] = []
    private var hasDropped = false

    /// `nil` when standard error is no terminal: a file or pipe of the user's gets what is its own.
    init?() {
        guard isatty(STDERR_FILENO) == 1, let pipe = Pipe() else { return nil }
        let original = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
        guard original >= 0 else {
            pipe.close()
            return nil
        }
        self.original = original
        self.pipe = pipe
        resume()
    }

    var descriptor: Int32 { pipe.readEnd }

    /// Gives standard error back, for another program that runs now.
    func pause() {
        dup2(original, STDERR_FILENO)
    }

    func resume() {
        dup2(pipe.writeEnd, STDERR_FILENO)
    }

    /// The lines that are complete, without their breaks; a very long one comes in parts.
    func takeLines() -> [String] {
        let bytes = pipe.read(upTo: Self.byteLimit)
        keep(bytes)
        var lines: [String] = []
        for byte in bytes {
            if byte != UInt8(ascii: "\n") { partial.append(byte) }
            if byte == UInt8(ascii: "\n") || partial.count >= Self.lineLimit {
                lines.append(String(decoding: partial, as: UTF8.self))
                partial = []
            }
        }
        return lines
    }

    func close() {
        pause()
        while case let bytes = pipe.read(upTo: Self.byteLimit), !bytes.isEmpty { keep(bytes) }
        let text = String(decoding: kept, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        if hasDropped { writeAll("(earlier lines were dropped)\n".utf8, to: original) }
        if !kept.isEmpty {
            let safe = text.map { Sanitizer.text($0) }.joined(separator: "\n")
            writeAll((safe.hasSuffix("\n") ? safe : safe + "\n").utf8, to: original)
        }
        pipe.close()
        _ = systemClose(original)
    }

    private func keep(_ bytes: [UInt8]) {
        kept += bytes
        guard kept.count > Self.byteLimit else { return }
        hasDropped = true
        kept = Array(kept.suffix(Self.byteLimit).drop { $0 != UInt8(ascii: "\n") }.dropFirst())
    }
}

private func systemClose(_ descriptor: Int32) -> Int32 {
    close(descriptor)
}

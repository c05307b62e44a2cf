import Foundation

/// This program again, as a process of its own with one role: its figures are then its own, and it has a processor.
///
/// Speaks lines: it says `ready …` once, then answers each line it is sent; it ends when its input does.
final class Peer {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var unread = Data()

    /// - Parameter arguments: the role and its options; `--processor` is added.
    /// - Returns: with what it said after `ready`.
    init(_ arguments: [String], processor: Int) throws {
        guard let path = Bundle.main.executablePath else { throw BenchmarkError("cannot find this program's file") }
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments + ["--processor", String(processor)]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let words = try readLine()
        guard words.first == "ready" else { throw BenchmarkError("\(arguments[0]) did not start: \(words)") }
        greeting = Array(words.dropFirst())
    }

    deinit {
        try? input.fileHandleForWriting.close()  // the end of its input ends it
        if process.isRunning { process.waitUntilExit() }
    }

    /// What it said when it was ready.
    private(set) var greeting: [String] = []

    var meter: ProcessMeter { ProcessMeter(processID: process.processIdentifier) }

    func ask(_ question: String) throws -> [String] {
        try input.fileHandleForWriting.write(contentsOf: Data((question + "\n").utf8))
        return try readLine()
    }

    private func readLine() throws -> [String] {
        while true {
            if let end = unread.firstIndex(of: 0x0A) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread = Data(unread[(end + 1)...])
                return line.split(separator: " ").map(String.init)
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw BenchmarkError("a process of the benchmark ended early") }
            unread += more
        }
    }

    /// The other side: says `ready`, then answers lines until the input ends, and ends the process.
    ///
    /// Runs on the calling thread.
    static func serve(greeting: String, answer: (String) -> String) -> Never {
        say("ready \(greeting)")
        while let line = Swift.readLine() { say(answer(line)) }
        exit(0)
    }

    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}

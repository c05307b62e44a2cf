import Foundation
import InspectorUI
import ProxyEngine
import Subprocess

/// The ways onto the clipboard, chosen by what the environment tells.
struct Clipboard: Sendable {
    /// How a sequence for the terminal gets to it.
    enum Wrapping: Equatable, Sendable {
        case plain
        /// Through GNU screen, which passes a device control string on, in pieces.
        case screen
    }

    /// A program that takes the clipboard's contents on its standard input.
    struct Tool: Equatable, Sendable {
        let command: [String]
    }

    enum Route: Equatable, Sendable {
        /// OSC 52, which the terminal may obey or not: it does not answer.
        case terminal(Wrapping)
        /// Programs in the order they are tried; a file when none works.
        case other([Tool])
    }

    /// Beyond it terminals cut a sequence off; in Base64.
    private static let sequenceByteLimit = 74_000

    private let environment: ProcessEnvironment
    private let fallback: String

    /// - Parameter fallback: the file for what no clipboard takes.
    init(environment: ProcessEnvironment, fallback: String) {
        self.environment = environment
        self.fallback = fallback
    }

    func route(byteCount: Int) -> Route {
        let tools = tools
        if !tools.isEmpty { return .other(tools) }
        // The Linux console has no clipboard.
        let hasClipboard = environment["TERM"] != "linux" && environment["TERM"] != "dumb"
        guard hasClipboard, byteCount * 4 / 3 < Self.sequenceByteLimit else { return .other([]) }
        return .terminal(environment["STY"] == nil ? .plain : .screen)
    }

    /// Those that tell whether they worked go before a sequence that does not.
    private var tools: [Tool] {
        // tmux keeps sequences to itself by default, but hands its own buffer to the terminal.
        if environment["TMUX"] != nil { return [Tool(command: ["tmux", "load-buffer", "-w", "-"])] }
        // Over ssh the clipboard is at the other end, where only the terminal is.
        guard environment["SSH_CONNECTION"] == nil, environment["SSH_TTY"] == nil else { return [] }
        #if canImport(Darwin)
            return [Tool(command: ["pbcopy"])]
        #else
            var tools: [Tool] = []
            if environment["WAYLAND_DISPLAY"] != nil { tools.append(Tool(command: ["wl-copy"])) }
            if environment["DISPLAY"] != nil {
                tools.append(Tool(command: ["xclip", "-selection", "clipboard"]))
                tools.append(Tool(command: ["xsel", "--clipboard", "--input"]))
            }
            // Not found is no error here.
            return tools.filter { (try? ExecutableSearch.find($0.command[0], path: environment["PATH"])) != nil }
        #endif
    }

    /// Hands the bytes to the first program that takes them, else to the file. Waits for the program.
    ///
    /// - Returns: what was done, for the message line.
    func copy(_ bytes: [UInt8], _ what: String, by tools: [Tool]) -> Notice {
        for tool in tools where Self.run(tool, bytes) {
            return Notice("\(what) copied with \(tool.command[0])")
        }
        do {
            try AtomicFile.makeDirectory((fallback as NSString).deletingLastPathComponent)
            try AtomicFile.replace(fallback, with: bytes, permissions: 0o600)
        } catch {
            return .error("\(what) was not copied: \(error)")
        }
        return Notice("no clipboard takes it: \(what) written to \(fallback)", level: .warning)
    }

    private static func run(_ tool: Tool, _ bytes: [UInt8]) -> Bool {
        waitFor {
            let result = try? await Subprocess.run(  // a program that is not there is not the way
                .name(tool.command[0]),
                arguments: Arguments(Array(tool.command.dropFirst())),
                input: .array(bytes),
                output: .discarded,
                error: .discarded
            )
            return result?.terminationStatus.isSuccess ?? false
        }
    }
}

extension Clipboard.Wrapping {
    /// The bytes that put `bytes` on the clipboard (OSC 52).
    func sequence(for bytes: [UInt8]) -> [UInt8] {
        let payload = Data(bytes).base64EncodedString()
        let sequence = Array("\u{1B}]52;c;\(payload)\u{07}".utf8)
        guard self == .screen else { return sequence }
        // screen takes strings of 768 bytes at most.
        return stride(from: 0, to: sequence.count, by: 700).flatMap { start in
            Array("\u{1B}P".utf8) + sequence[start..<min(start + 700, sequence.count)] + Array("\u{1B}\\".utf8)
        }
    }
}

import FlowKit
import Foundation
import Logging

/// What commands without a screen share: where flows are written, and who is told what.
struct Headless {
    let session: ProxySession
    let writer: CaptureWriter?
    let summary = RunSummary()

    /// What part of the memory flows that wait to be written may take.
    private static let waitingShare = 16

    /// - Parameters:
    ///   - destinations: where flows are written; none means nowhere.
    ///   - onBrokenOutput: called when nobody reads standard output any more.
    init(
        settings: Settings,
        destinations: [CaptureWriter.Destination],
        keepsRules: Bool = true,
        onBrokenOutput: @escaping @Sendable () -> Void
    ) throws {
        // A reader that goes away is an answer of `write`, not the end of the program.
        signal(SIGPIPE, SIG_IGN)
        try settings.refuseDescriptors()
        let filter = try settings.parsedFilter()
        let byteLimit = destinations.isEmpty ? 0 : settings.memory / Self.waitingShare
        session = try ProxySession(
            settings: settings,
            directories: .current,
            keepsRules: keepsRules,
            reserve: byteLimit
        ) { line in
            if line.level >= .warning { Program.complain(line.text) }
        }
        guard !destinations.isEmpty else {
            writer = nil
            observe()
            return
        }
        writer = try CaptureWriter(
            destinations,
            filter: filter,
            byteLimit: byteLimit,
            store: session.store,
            onLoss: { Program.complain("the output cannot keep up: flows leave memory before they are written") },
            onFailure: { path, reason in
                if path == "-" { return onBrokenOutput() }
                Program.complain("cannot write \(path): \(reason)")
            }
        )
        observe()
    }

    private func observe() {
        let (writer, summary) = (writer, summary)
        session.store.onFinish(readsBodies: writer != nil) { flow in
            summary.take(flow)
            writer?.take(flow)
        }
    }

    /// Stops the proxy and writes all there is.
    ///
    /// - Returns: false when something could not be written.
    func finish() -> Bool {
        session.stop()
        guard let writer else { return true }
        let losses = writer.finish()
        if let text = losses.text { Program.complain(text) }
        return losses.text == nil && !writer.hasFailed
    }
}

extension Settings {
    /// What `--filter` says; every flow where it is not given.
    func parsedFilter() throws(UsageError) -> Filter {
        guard let filter else { return .all }
        do {
            return try Filter.parse(filter.text)
        } catch {
            throw UsageError(filter.complaint(about: error))
        }
    }
}

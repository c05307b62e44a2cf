/// How long each stage of a flow took, in HAR's terms: one begins where the other ended, so they add up to the whole.
///
/// `nil`: the stage did not happen, or a reused connection skipped it.
struct StageDurations: Hashable, Sendable {
    private(set) var blocked: Duration?
    private(set) var dns: Duration?
    /// TLS included.
    private(set) var connect: Duration?
    private(set) var ssl: Duration?
    private(set) var send: Duration?
    private(set) var wait: Duration?
    private(set) var receive: Duration?

    init(_ timing: Timing) {
        var reached = timing.started
        func passed(_ mark: Timestamp?) -> Duration? {
            guard let mark else { return nil }
            defer { reached = max(reached, mark) }
            return max(.zero, mark - reached)
        }
        let head = passed(timing.requestHead)
        dns = passed(timing.resolved)
        let queued = passed(timing.connectStarted)
        blocked = Self.sum(head, queued)
        connect = passed(timing.connected)
        ssl = passed(timing.upstreamTLSDone)
        connect = Self.sum(connect, ssl)
        send = passed(timing.requestDone)
        wait = passed(timing.firstByte)
        receive = passed(timing.finished)
    }

    /// As an object of milliseconds, -1 where HAR wants that for a stage that did not happen.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("blocked", blocked?.milliseconds ?? -1)
            writer.member("dns", dns?.milliseconds ?? -1)
            writer.member("connect", connect?.milliseconds ?? -1)
            writer.member("ssl", ssl?.milliseconds ?? -1)
            // HAR has no -1 for these three; one that was not reached took no time.
            writer.member("send", send?.milliseconds ?? 0)
            writer.member("wait", wait?.milliseconds ?? 0)
            writer.member("receive", receive?.milliseconds ?? 0)
        }
    }

    private static func sum(_ first: Duration?, _ second: Duration?) -> Duration? {
        guard let first else { return second }
        return second.map { first + $0 } ?? first
    }
}

/// Where bodies go that memory has no room for, and who writes them.
package struct SpillOptions: Sendable {
    /// A directory for a file that has no name there: it is deleted as soon as it is open.
    package var directory: String
    /// Bytes the file may take.
    package var limit: Int
    /// Runs a job soon, on a thread that may wait for a disk, one job at a time.
    package var schedule: @Sendable (@escaping @Sendable () -> Void) -> Void
    /// Told what went wrong, once; called by the job. One sentence for people, lower case, no full stop.
    package var notice: @Sendable (String) -> Void

    package init(
        directory: String,
        limit: Int,
        schedule: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
        notice: @escaping @Sendable (String) -> Void
    ) {
        self.directory = directory
        self.limit = limit
        self.schedule = schedule
        self.notice = notice
    }

    /// A size as the option takes it: `4G`, `512M`, `1000`.
    static func text(of byteCount: Int) -> String {
        for (shift, unit) in [(40, "T"), (30, "G"), (20, "M"), (10, "k")]
        where byteCount > 0 && byteCount & (1 << shift - 1) == 0 {
            return "\(byteCount >> shift)\(unit)"
        }
        return String(byteCount)
    }
}

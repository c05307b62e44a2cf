import Foundation

/// What the measurements stand on: processors and clocks.
enum Machine {
    /// Nanoseconds of a clock that only goes forward.
    static var nanoseconds: Int {
        read(CLOCK_MONOTONIC)
    }

    /// Nanoseconds of processor time the calling thread has used.
    static var threadNanoseconds: Int {
        read(CLOCK_THREAD_CPUTIME_ID)
    }

    /// Nanoseconds of processor time that something takes on this thread.
    static func time(_ body: () -> Void) -> Int {
        let begin = threadNanoseconds
        body()
        return threadNanoseconds - begin
    }

    private static func read(_ clock: clockid_t) -> Int {
        var time = timespec()
        clock_gettime(clock, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    /// Tasks that ran or waited for a processor over the last minute, ours included.
    static var loadAverage: Double {
        var averages = [0.0]
        return getloadavg(&averages, 1) == 1 ? averages[0] : 0
    }

    /// The processor the proxy gets for itself, and the one for load and origin; equal where there is only one.
    static let proxyProcessor = Affinity.allowed.last ?? 0
    static let loadProcessor = Affinity.allowed.first ?? 0
}

import Synchronization

/// Wakes the thread that polls `descriptor`, with one byte on the edge from quiet to woken.
final class WakePipe: Sendable {
    private let pipe: Pipe
    private let isPending = Atomic(false)

    init?() {
        guard let pipe = Pipe() else { return nil }
        self.pipe = pipe
    }

    var descriptor: Int32 { pipe.readEnd }

    func wake() {
        if !isPending.exchange(true, ordering: .acquiringAndReleasing) { pipe.write(1) }
    }

    /// Makes it quiet again; what was put in a mailbox before a `wake` is seen by who reads it after this.
    func quiet() {
        _ = pipe.read(upTo: 8)
        isPending.store(false, ordering: .sequentiallyConsistent)
    }

    deinit {
        pipe.close()
    }
}

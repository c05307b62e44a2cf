import Dispatch
import Synchronization
import TerminalKit

/// A terminal in memory whose time passes, and which measures the work between its waits.
final class SinkTerminal: Terminal {
    /// What one frame cost: everything from the end of a wait to the next wait after a `present`.
    struct FrameTimes {
        /// Messages taken, update and view, by the clock.
        var elapsed = LatencyHistogram()
        /// The same in processor time of the thread: what it costs when nothing else wants the processor.
        var processor = LatencyHistogram()
        fileprivate(set) var processorNanoseconds = 0

        var averageProcessorMilliseconds: Double {
            Double(processorNanoseconds) / Double(max(1, processor.count)) / 1e6
        }
    }

    let size: Size
    let traits = TerminalTraits()
    let waker: Waker
    /// Frames presented so far; for other threads too.
    let presented = FrameCounter()
    private(set) var screen: CellBuffer
    private(set) var frames = FrameTimes()
    /// When the program is told to end, by `Machine.nanoseconds`; `nil`: never.
    var deadline: Int?

    private let wakes = WakeSignal()
    private var pressed: [TerminalEvent] = []
    private var isPresented = false
    private var elapsed = 0
    private var processor = 0
    private var resumedAt = Machine.nanoseconds
    private var processorAtResume = Machine.threadNanoseconds

    init(columns: Int, rows: Int) {
        size = Size(columns: columns, rows: rows)
        screen = CellBuffer(size: size)
        waker = Waker { [wakes] in wakes.wake() }
    }

    func present(_ buffer: CellBuffer) {
        screen = buffer
        isPresented = true
        presented.increment()
    }

    /// Presses a key of a letter before the next wait.
    func press(_ letter: Character) {
        pressed.append(.key(Key(.character(letter))))
        wakes.wake()
    }

    func waitForEvents(timeout: Duration?) -> [TerminalEvent] {
        closeInterval()
        wakes.wait(timeout ?? .seconds(1))
        defer { pressed = [] }
        resumedAt = Machine.nanoseconds
        processorAtResume = Machine.threadNanoseconds
        guard let deadline, resumedAt >= deadline else { return pressed }
        return [.terminate(signal: 15)]
    }

    /// Forgets what was measured so far.
    func resetFrames() {
        frames = FrameTimes()
    }

    private func closeInterval() {
        elapsed += Machine.nanoseconds - resumedAt
        processor += Machine.threadNanoseconds - processorAtResume
        guard isPresented else { return }
        frames.elapsed.record(nanoseconds: elapsed)
        frames.processor.record(nanoseconds: processor)
        frames.processorNanoseconds += processor
        (elapsed, processor, isPresented) = (0, 0, false)
    }

    func suspend(while body: () -> Void) { body() }
    func stopProcess() {}
    func sendControl(_ bytes: [UInt8]) {}
    func invalidate() {}
}

/// Counts frames on the thread that draws, for those who ask from another.
final class FrameCounter: Sendable {
    private let value = Atomic<Int>(0)

    func increment() { value.wrappingAdd(1, ordering: .relaxed) }
    var count: Int { value.load(ordering: .relaxed) }
}

/// Many wakes, one of which ends a wait.
private final class WakeSignal: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let isPending = Atomic<Bool>(false)

    func wake() {
        guard !isPending.exchange(true, ordering: .acquiringAndReleasing) else { return }
        semaphore.signal()
    }

    func wait(_ timeout: Duration) {
        let (seconds, attoseconds) = timeout.components
        let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
        guard semaphore.wait(timeout: .now() + .nanoseconds(nanoseconds)) == .success else { return }
        isPending.store(false, ordering: .releasing)
    }
}

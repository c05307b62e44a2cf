package import FlowKit
package import TerminalKit

/// The interface at work: one loop on the thread that owns the terminal.
///
/// Waits for the terminal or the mailbox, updates the model, draws when something changed, and never more often than
/// `frameInterval`. Effects go to the closure given, on the same thread.
package final class Inspector {
    /// The least time between two frames.
    package static let frameInterval = Duration.milliseconds(16)

    package private(set) var model: Model
    package let mailbox: Mailbox<UIMessage>
    private let terminal: any Terminal
    private let clock: () -> Timestamp
    private let perform: (Effect) -> Void
    /// False once the person quit or the terminal ended.
    package private(set) var isRunning = true
    private var shownModel: Model?
    private var lastFrame: Timestamp?

    /// - Parameters:
    ///   - clock: the wall clock.
    ///   - perform: does an effect; must not wait. What comes of it is posted to the mailbox.
    package init(
        terminal: any Terminal,
        model: Model,
        clock: @escaping () -> Timestamp,
        perform: @escaping (Effect) -> Void
    ) {
        self.terminal = terminal
        self.model = model
        self.clock = clock
        self.perform = perform
        let waker = terminal.waker
        mailbox = Mailbox { waker.wake() }
        self.model.theme = model.theme.adapted(to: terminal.traits)
        self.model.resize(to: terminal.size)
    }

    /// Runs until the person quits or the terminal says to end.
    package func run() {
        while isRunning { step() }
    }

    /// One round: draw what changed, wait, take what came.
    package func step() {
        let now = clock()
        let pause = pauseBeforeFrame(at: now)
        if pause == nil { drawIfChanged(at: now) }
        let events = terminal.waitForEvents(timeout: pause ?? Self.secondsLeft(at: now))
        take(.time(clock()))
        for message in mailbox.drain() { take(message) }
        for event in events { take(.terminal(event)) }
    }

    /// Draws at once where something changed since the last frame.
    package func drawIfChanged(at now: Timestamp) {
        guard model != shownModel else { return }
        shownModel = model
        lastFrame = now
        var canvas = Canvas(size: model.size, symbols: model.theme.signs.symbols)
        view(model, on: &canvas)
        terminal.present(canvas.buffer)
    }

    private func take(_ message: UIMessage) {
        for effect in update(&model, message) { carryOut(effect) }
    }

    private func carryOut(_ effect: Effect) {
        switch effect {
        case .quit: isRunning = false
        case .redraw: terminal.invalidate()
        case .suspend: terminal.stopProcess()
        default: perform(effect)
        }
    }

    /// How long until the next frame may be drawn; `nil` when it may be now.
    private func pauseBeforeFrame(at now: Timestamp) -> Duration? {
        guard let lastFrame else { return nil }
        let since = now - lastFrame
        guard since >= .zero, since < Self.frameInterval else { return nil }
        return Self.frameInterval - since
    }

    /// Until the clock on the wall shows another second, which is when rates and notices change.
    private static func secondsLeft(at now: Timestamp) -> Duration {
        .nanoseconds(1_000_000_000 - now.nanoseconds % 1_000_000_000)
    }
}

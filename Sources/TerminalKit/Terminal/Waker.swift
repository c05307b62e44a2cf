/// Ends the wait of a terminal's `waitForEvents`, from any thread.
///
/// Cheap enough to call for every change: while a wake is pending, another one does nothing.
package struct Waker: Sendable {
    private let action: @Sendable () -> Void

    package init(_ action: @escaping @Sendable () -> Void) {
        self.action = action
    }

    package func wake() {
        action()
    }
}

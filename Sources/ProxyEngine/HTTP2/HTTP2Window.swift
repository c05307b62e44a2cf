/// Flow control of what we receive, for one stream or the connection (RFC 9113 §5.2).
///
/// What is received closes the window; what is passed on opens it again, in steps of a quarter or, where most of it is
/// held, smaller ones.
struct HTTP2Window {
    /// No window may be larger (RFC 9113 §6.9.1).
    static let limit = 0x7FFF_FFFF
    private static let smallestStep = 16 << 10

    /// What the peer may still send.
    private(set) var available: Int
    /// Received, and not passed on yet.
    private(set) var held = 0
    /// What the window is opened to.
    private(set) var target: Int
    private let largestTarget: Int

    init(_ byteCount: Int, growingTo largestTarget: Int) {
        available = byteCount
        target = byteCount
        self.largestTarget = max(byteCount, largestTarget)
    }

    /// - Returns: whether the peer was allowed to send that much.
    mutating func receive(_ byteCount: Int) -> Bool {
        guard byteCount <= available else { return false }
        available -= byteCount
        held += byteCount
        return true
    }

    /// Bytes were passed on.
    ///
    /// - Parameter room: by how much the window may become larger.
    /// - Returns: the increment to send in a WINDOW_UPDATE; 0 for none yet.
    mutating func release(_ byteCount: Int, room: Int = 0) -> Int {
        held -= min(byteCount, held)
        let returned = target - available - held
        // Where much is held, what is left to send with must not wait for a quarter that never comes.
        guard returned > 0, returned >= min(target / 4, max(available, Self.smallestStep)) else { return 0 }
        // Much came, and little of it waits here: a larger window makes up for a long way.
        if held <= target / 4 { target += max(0, min(target, largestTarget - target, room)) }
        return open()
    }

    /// Opens the window to what it should be.
    mutating func open() -> Int {
        let increment = target - available - held
        guard increment > 0 else { return 0 }
        available += increment
        return increment
    }

    /// A window of `initial` that is to be opened further.
    mutating func raiseTarget(to byteCount: Int) {
        target = max(target, byteCount)
    }
}

import Foundation

/// Which processors a thread may run on. Linux alone lets us say; elsewhere nothing is pinned.
enum Affinity {
    // The declarations need `_GNU_SOURCE`, which the importer does not set; the symbols are there.
    private typealias Call = @convention(c) (pid_t, Int, UnsafeMutableRawPointer) -> Int32
    private static let byteCount = 128

    /// In rising order; empty where pinning is not possible.
    static let allowed: [Int] = {
        var mask = [UInt8](repeating: 0, count: byteCount)
        guard let call = function("sched_getaffinity"), call(0, byteCount, &mask) >= 0 else { return [] }
        return (0..<byteCount * 8).filter { mask[$0 / 8] & 1 << ($0 % 8) != 0 }
    }()

    /// Runs `body` with the calling thread, and the threads it starts, on one processor.
    static func pinned<Value>(to processor: Int, _ body: () throws -> Value) rethrows -> Value {
        set([processor])
        defer { set(allowed) }
        return try body()
    }

    static func pin(to processor: Int) {
        set([processor])
    }

    private static func set(_ processors: [Int]) {
        guard !allowed.isEmpty, let call = function("sched_setaffinity") else { return }
        var mask = [UInt8](repeating: 0, count: byteCount)
        for processor in processors where processor < byteCount * 8 { mask[processor / 8] |= 1 << (processor % 8) }
        _ = call(0, byteCount, &mask)
    }

    private static func function(_ name: String) -> Call? {
        #if os(Linux)
            return dlsym(dlopen(nil, RTLD_NOW), name).map { unsafeBitCast($0, to: Call.self) }
        #else
            return nil
        #endif
    }
}

import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Appends the secrets of TLS connections to a file, from which Wireshark reads captured traffic.
///
/// Any thread may append; the file is written on the thread pool, in the order of the lines, each whole.
final class KeyLog: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var isWriting = false
    }

    /// Lines that wait for a disk that takes none are not kept for ever.
    private static let waitingLimit = 1 << 20

    private let descriptor: Int32
    private let threadPool: NIOThreadPool
    private let state = Mutex(State())

    /// Opens the file, readable by its owner alone where it is new; blocks.
    init(path: String, threadPool: NIOThreadPool) throws(FileError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o600)
        self.threadPool = threadPool
        guard descriptor >= 0 else { throw FileError(operation: "write", path: path, code: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// - Parameter line: in the format of NSS, with its newline.
    func append(_ line: ByteBuffer) {
        let isFirst = state.withLock { state in
            guard state.waiting.count < Self.waitingLimit else { return false }
            state.waiting.append(contentsOf: line.readableBytesView)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        guard isFirst else { return }
        threadPool.submit { _ in self.writeWaiting() }
    }

    private func writeWaiting() {
        while true {
            let bytes = state.withLock { state in
                let bytes = state.waiting
                state.waiting = []
                state.isWriting = !bytes.isEmpty
                return bytes
            }
            guard !bytes.isEmpty else { return }
            write(bytes)
        }
    }

    /// A disk that takes no more leaves the log short: traffic goes on.
    private func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

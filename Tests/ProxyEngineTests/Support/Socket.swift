import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A blocking TCP socket on loopback, for tests that say exactly which bytes go and come.
final class Socket: @unchecked Sendable {  // used by one thread at a time
    private let descriptor: Int32
    private var isOpen = true

    init(descriptor: Int32) {
        self.descriptor = descriptor
        // A program that another test starts must not keep it open.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        wait(upToSeconds: 60)
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    }

    deinit {
        close()
    }

    /// How long to wait for bytes: longer where many things happen before they are due.
    func wait(upToSeconds seconds: Int) {
        var timeout = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Connects to a port of 127.0.0.1.
    convenience init(connectingTo port: Int, address: UInt32 = 0x7F00_0001) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port: port, address: address)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        self.init(descriptor: descriptor)
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    static func loopback(port: Int, address number: UInt32 = 0x7F00_0001) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = number.bigEndian
        return address
    }

    func send(_ text: String) {
        send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// What is there, waiting for at least one byte; empty at the end, `nil` on an error such as a reset or no answer.
    func receive(upTo limit: Int = 65_536) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = read(descriptor, &buffer, limit)
        guard count >= 0 else { return nil }
        return Array(buffer[..<count])
    }

    /// Reads until the text so far ends in `suffix`, or the other side ends.
    func receive(until suffix: String) -> String {
        var bytes: [UInt8] = []
        while !bytes.reversed().starts(with: suffix.utf8.reversed()) {
            guard let byte = receive(upTo: 1), !byte.isEmpty else { break }
            bytes += byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    func receive(count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard let more = receive(upTo: min(65_536, count - bytes.count)), !more.isEmpty else { break }
            bytes += more
        }
        return bytes
    }

    func receiveAll() -> [UInt8] {
        var bytes: [UInt8] = []
        while let more = receive(), !more.isEmpty { bytes += more }
        return bytes
    }

    func receiveText() -> String { String(decoding: receiveAll(), as: UTF8.self) }

    /// Reads a head and a body of its Content-Length.
    func receiveMessage() -> String {
        let head = receive(until: "\r\n\r\n")
        let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) }
        return head + String(decoding: receive(count: length ?? 0), as: UTF8.self)
    }

    func shutdownOutput() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Closes with RST.
    func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        _ = Glibc.close(descriptor)
    }
}

/// A server that a closure plays: called on a thread of its own for each connection, which is closed when it returns.
final class TestOrigin: Sendable {
    let port: Int
    private let descriptor: Int32
    private let counter = Counter()

    init(_ serve: @escaping @Sendable (Socket) -> Void) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Socket.loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
        }
        _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
        listen(listener, 128)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        descriptor = listener
        let counter = counter
        Thread.detachNewThread {
            while true {
                let accepted = accept(listener, nil, nil)
                guard accepted >= 0 else { return }
                counter.add()
                Thread.detachNewThread {
                    let socket = Socket(descriptor: accepted)
                    serve(socket)
                    socket.close()
                }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    /// Connections accepted so far.
    var connectionCount: Int { counter.value }
}

final class Counter: @unchecked Sendable {  // guarded by the lock
    private let lock = NSLock()
    private var count = 0

    func add() { lock.withLock { count += 1 } }
    var value: Int { lock.withLock { count } }
}

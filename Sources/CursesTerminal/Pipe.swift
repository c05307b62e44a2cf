#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A pipe whose ends never block and are not inherited.
struct Pipe: Sendable {
    let readEnd: Int32
    let writeEnd: Int32

    /// `nil` when the process has no file descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, fcntl(end, F_GETFL) | O_NONBLOCK)
        }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    func write(_ byte: UInt8) {
        // A full pipe already wakes the reader.
        _ = withUnsafeBytes(of: byte) { systemWrite(writeEnd, $0.baseAddress, 1) }
    }

    /// What is there, up to a limit; empty when that is nothing.
    func read(upTo byteLimit: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: byteLimit) { buffer, count in
            count = max(0, systemRead(readEnd, buffer.baseAddress, buffer.count))
        }
    }

    func close() {
        _ = systemClose(readEnd)
        _ = systemClose(writeEnd)
    }
}

/// Writes all bytes, waiting while the descriptor is full; stops at an error.
func writeAll(_ bytes: some Collection<UInt8>, to descriptor: Int32) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
        if written > 0 {
            rest = rest.dropFirst(written)
        } else if errno == EAGAIN {
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&entry, 1, 1000) > 0 else { return }
        } else if errno != EINTR {
            return
        }
    }
}

// The C functions, whose names members of the same name hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}

private func systemClose(_ descriptor: Int32) -> Int32 {
    close(descriptor)
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An open file without a name, for this process alone: gone when it is closed, however the process ends.
final class SystemFile: Sendable {
    /// What the system said.
    struct Failure: Error {
        let reason: String

        fileprivate static var last: Failure { Failure(reason: String(cString: strerror(errno))) }
    }

    private let descriptor: Int32

    /// A new file in a directory, where it has no name any more once this returns.
    init(in directory: String) throws(Failure) {
        let path = "\(directory)/sluice-\(getpid())-\(UInt64.random(in: .min ... .max)).spill"
        descriptor = try Self.open(path, O_RDWR | O_CREAT | O_EXCL)
        unlink(path)
    }

    init(opening path: String) throws(Failure) {
        descriptor = try Self.open(path, O_RDWR)
    }

    private static func open(_ path: String, _ flags: Int32) throws(Failure) -> Int32 {
        while true {
            #if canImport(Glibc)
                let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o600)
            #elseif canImport(Musl)
                let descriptor = Musl.open(path, flags | O_CLOEXEC, 0o600)
            #else
                let descriptor = Darwin.open(path, flags | O_CLOEXEC, 0o600)
            #endif
            if descriptor >= 0 { return descriptor }
            guard errno == EINTR else { throw .last }
        }
    }

    deinit {
        close(descriptor)
    }

    /// Writes all of it.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last }
            written += count
        }
    }

    /// Reads exactly so many bytes.
    func read(_ byteCount: Int, at offset: Int) throws(Failure) -> [UInt8] {
        var failure: Failure?
        let bytes = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, filled in
            while filled < byteCount {
                let rest = UnsafeMutableBufferPointer(rebasing: buffer[filled..<byteCount])
                let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else {
                    failure = count < 0 ? .last : Failure(reason: "the file ends early")
                    return
                }
                filled += count
            }
        }
        if let failure { throw failure }
        return bytes
    }
}

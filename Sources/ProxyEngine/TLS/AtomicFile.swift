#if canImport(Glibc)
    package import Glibc
#elseif canImport(Musl)
    package import Musl
#else
    package import Darwin
#endif

/// Small files that are written whole or not at all.
package enum AtomicFile {
    /// What reading a file found.
    package struct Contents {
        package let bytes: [UInt8]
        package let permissions: mode_t
    }

    /// The file's bytes; `nil`: there is no such file.
    ///
    /// Only regular files are read, and at most `limit` bytes: `EFBIG` beyond it, `EINVAL` for anything else.
    package static func contents(of path: String, limit: Int) throws(FileError) -> Contents? {
        // O_NONBLOCK: opening a FIFO must not hang.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw FileError(operation: "read", path: path, code: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(operation: "read", path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileError(operation: "read", path: path, code: EINVAL) }
        guard status.st_size <= limit else { throw FileError(operation: "read", path: path, code: EFBIG) }
        let bytes = try readAll(descriptor, limit: limit, path: path)
        return Contents(bytes: bytes, permissions: status.st_mode & 0o7777)
    }

    private static func readAll(_ descriptor: Int32, limit: Int, path: String) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError(operation: "read", path: path, code: errno)
            }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw FileError(operation: "read", path: path, code: EFBIG) }
        }
    }

    /// Puts the bytes in place by renaming a finished, synchronised file; readers see the old contents or the new.
    package static func replace(_ path: String, with bytes: [UInt8], permissions: mode_t) throws(FileError) {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: .min ... .max))"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions)
        guard descriptor >= 0 else { throw FileError(operation: "write", path: path, code: errno) }
        // The mask may have taken bits away that the caller wants.
        var isWritten = fchmod(descriptor, permissions) == 0
        isWritten = isWritten && writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isWritten else {
            unlink(temporary)
            throw FileError(operation: "write", path: path, code: code)
        }
        guard rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw FileError(operation: "write", path: path, code: code)
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset < buffer.count {
                let count = write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                offset += count
            }
            return true
        }
    }

    /// Creates the directory and its missing parents, open to their owner alone.
    package static func makeDirectory(_ path: String) throws(FileError) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
            let parent = String(path[..<end])
            if mkdir(parent, 0o700) == 0 || errno == EEXIST || errno == EISDIR { continue }
            let code = errno
            var status = stat()
            // A parent that exists may answer EACCES or EROFS instead of EEXIST.
            if stat(parent, &status) == 0 { continue }
            throw FileError(operation: "create directory", path: parent, code: code)
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw FileError(operation: "open", path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw FileError(operation: "create directory", path: path, code: ENOTDIR)
        }
    }

    /// Runs `body` while no other process does so under the same path; waits for its turn.
    static func withLock<Value, Failure: Error>(
        on path: String,
        mapping failure: (FileError) -> Failure,
        _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(FileError(operation: "lock", path: path, code: errno)) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure(FileError(operation: "lock", path: path, code: errno)) }
        }
        return try body()
    }

    /// False: the file's owner is somebody else, or the file system has no permissions.
    static func setPermissions(of path: String, to permissions: UInt32) -> Bool {
        chmod(path, mode_t(permissions)) == 0
    }
}

/// The name this machine gives itself; empty when it has none.
func machineName() -> String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count) == 0 else { return "" }
    return String(decoding: bytes.lazy.map { UInt8(bitPattern: $0) }.prefix { $0 != 0 }, as: UTF8.self)
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file operation the system refused.
package struct FileError: Error, Equatable, CustomStringConvertible {
    /// What was tried, such as `open`.
    package let operation: String
    package let path: String
    /// The value of `errno`.
    package let code: Int32

    package var description: String { "cannot \(operation) \(path): \(reason)" }

    /// The system's words alone, such as `Permission denied`.
    package var reason: String { String(cString: strerror(code)) }
}
